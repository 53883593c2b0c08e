// The answer that is shown, as files: the same day, the same choices, the reader's language.
import { api } from "../api";
import { usePage } from "./page_context";

interface Props {
  view: string;
  /** Parameters of its own. */
  choices?: Record<string, string>;
  forms?: readonly ("xlsx" | "csv" | "html")[];
}

const ALL = ["xlsx", "csv", "html"] as const;

export function Downloads({ view, choices = {}, forms = ALL }: Props) {
  const { state, lang, t } = usePage();
  if (!state.pact) return null;
  const { pact } = state.pact;
  return (
    <p class="downloads" data-downloads={view}>
      {t("download.label")}{" "}
      {forms.map((form) => (
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

interface ListProps {
  view: string;
  choices: Record<string, string>;
  /** Path of the list in the answer. */
  list: string;
  title: string;
}

/** One list of the answer as CSV. */
export function ListFile({ view, choices, list, title }: ListProps) {
  const { state, lang, t } = usePage();
  if (!state.pact) return null;
  const parameters = { ...choices, table: list };
  return (
    <a
      class="list-file"
      href={api.filePath(state.pact.pact, `${view}.csv`, state.asOf, parameters, lang)}
      aria-label={`${t("download.csv")}: ${title}`}
      download
    >
      {t("download.csv")}
    </a>
  );
}
