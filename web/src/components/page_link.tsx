// A link to another page of the pact: an ordinary address, opened here without loading anew.
import type { ComponentChildren } from "preact";
import type { Page } from "../url_state";
import { usePage } from "./page_context";

export function PageLink({ page, children }: { page: Page; children: ComponentChildren }) {
  const { app, state } = usePage();
  return (
    <a
      href={app.addressOf(page)}
      aria-current={state.page === page ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        app.setPage(page);
        scrollTo(0, 0);
        document.getElementById("content")?.focus();
      }}
    >
      {children}
    </a>
  );
}
