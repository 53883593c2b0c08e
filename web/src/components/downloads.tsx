// The answer that is shown, as files: the same day, the same choices, the reader's language.
import { api } from "../api";
import { choicesFor, registers } from "../registers";
import type { RegisterPage } from "../url_state";
import { usePage } from "./page_context";

export function Downloads({ page }: { page: RegisterPage }) {
  const { state, lang, t } = usePage();
  const choices = choicesFor(page, state);
  if (!state.pact || !choices) return null;
  const pact = state.pact.pact;
  const { view } = registers[page];
  return (
    <p class="downloads">
      {t("download.label")}{" "}
      {(["xlsx", "csv", "html"] as const).map((form) => (
        <a
          key={form}
          href={api.filePath(pact, `${view}.${form}`, state.asOf, choices, lang)}
          download
        >
          {t(`download.${form}`)}
        </a>
      ))}
    </p>
  );
}
