// What every component needs: the state, the ways to change it, and the reader's language.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Label } from "../../api";
import type { Lang } from "../../format";
import type { OfficeError } from "../api";
import type { Translate } from "../i18n";
import type { Grant } from "../rights";
import type { OfficeApp, OfficeState } from "../store/app";

export interface OfficeValue {
  app: OfficeApp;
  state: OfficeState;
  lang: Lang;
  t: Translate;
  /** A label of the office in the reader's language. */
  say: (label: Label) => string;
  /** What went wrong, in the reader's language. */
  explain: (error: OfficeError) => string;
  /** Of whoever is logged in; those of a manager where nobody has to log in. */
  grants: readonly Grant[];
}

export const OfficeContext = createContext<OfficeValue | null>(null);

export function useOffice(): OfficeValue {
  const value = useContext(OfficeContext);
  if (value === null) throw new Error("a component stands outside the page");
  return value;
}
