// What every component needs: the state, the ways to change it, and the reader's language.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Label } from "../api";
import type { Lang } from "../format";
import type { Translate } from "../i18n";
import type { App, AppState } from "../store/app";

export interface PageValue {
  app: App;
  state: AppState;
  lang: Lang;
  t: Translate;
  /** A label of the plan in the reader's language. */
  say: (label: Label) => string;
}

/** First and last day of the programme; empty while a plan that counts in months has none. */
export function programmeOf(state: AppState): { start: string; end: string } {
  const { pact, schedule } = state;
  if (pact?.start_date) return { start: pact.start_date, end: pact.end_date };
  const { programme_start = "", programme_end = "" } = schedule.data ?? {};
  return { start: programme_start, end: programme_end };
}

export const PageContext = createContext<PageValue | null>(null);

export function usePage(): PageValue {
  const value = useContext(PageContext);
  if (value === null) throw new Error("a component stands outside the page");
  return value;
}
