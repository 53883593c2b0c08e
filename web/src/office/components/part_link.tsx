// A link to another part: an address that can be opened in a tab of its own.
import type { ComponentChildren } from "preact";
import type { Page } from "../address";
import { useOffice } from "./context";

interface Props {
  page: Page;
  command?: string;
  current?: boolean;
  children: ComponentChildren;
}

export function PartLink({ page, command, current = false, children }: Props) {
  const { app } = useOffice();
  return (
    <a
      href={app.hrefOf(page, command)}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        app.setPage(page, command);
        scrollTo(0, 0);
      }}
    >
      {children}
    </a>
  );
}
