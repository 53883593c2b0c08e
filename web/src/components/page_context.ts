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

export const PageContext = createContext<PageValue | null>(null);

export function usePage(): PageValue {
  const value = useContext(PageContext);
  if (value === null) throw new Error("a component stands outside the page");
  return value;
}
