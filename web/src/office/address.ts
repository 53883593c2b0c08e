// What of the page's state stands in its address. Nothing about a person ever does.
import type { Lang } from "../format";

export const PAGES = [
  "overview",
  "commands",
  "import",
  "worklist",
  "pathway",
  "correct",
  "quality",
  "attention",
  "people",
  "tokens",
  "account",
] as const;
export type Page = (typeof PAGES)[number];

export interface Address {
  page: Page;
  /** The command whose form is open. */
  command: string | null;
  lang: Lang | null;
  pact: string | null;
}

/** Reads an address; what cannot be read counts as not given. */
export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const page = PAGES.find((name) => name === query.get("page"));
  const lang = query.get("lang");
  const pact = query.get("pact");
  const command = query.get("command");
  return {
    page: page ?? "overview",
    command: command && /^[A-Za-z]{1,64}$/.test(command) ? command : null,
    lang: lang === "hu" || lang === "en" ? lang : null,
    pact: pact && /^[a-z0-9_-]{1,64}$/.test(pact) ? pact : null,
  };
}

/** The query of an address, "?" or "?…"; parseAddress reads it back. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.page !== "overview") query.set("page", address.page);
  if (address.command) query.set("command", address.command);
  if (address.pact) query.set("pact", address.pact);
  if (address.lang) query.set("lang", address.lang);
  return `?${query.toString()}`;
}
