// What of the page's state stands in its address. Nothing about a person ever does.
import type { Lang } from "../format";

export const PAGES = ["overview", "commands", "attention", "people", "tokens", "account"] as const;
export type Page = (typeof PAGES)[number];

export interface Address {
  page: Page;
  lang: Lang | null;
  pact: string | null;
}

/** Reads an address; what cannot be read counts as not given. */
export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const page = PAGES.find((name) => name === query.get("page"));
  const lang = query.get("lang");
  const pact = query.get("pact");
  return {
    page: page ?? "overview",
    lang: lang === "hu" || lang === "en" ? lang : null,
    pact: pact && /^[a-z0-9_-]{1,64}$/.test(pact) ? pact : null,
  };
}

/** The query of an address, "?" or "?…"; parseAddress reads it back. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.page !== "overview") query.set("page", address.page);
  if (address.pact) query.set("pact", address.pact);
  if (address.lang) query.set("lang", address.lang);
  return `?${query.toString()}`;
}
