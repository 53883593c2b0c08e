// What of the page's state stands in its address, so that a view can be sent to a colleague.
import { type Lang, isCalendarDay } from "./format";

/** Pages that show one register of the pact. */
export const REGISTER_PAGES = [
  "indicators",
  "budget",
  "governance",
  "evaluation",
  "status-report",
  "members",
  "staffing",
  "documents",
  "work-programme",
  "activities",
  "breakdown",
  "portal",
] as const;
export type RegisterPage = (typeof REGISTER_PAGES)[number];

export const STATEMENT_PAGES = ["accessibility", "privacy"] as const;
export type StatementPage = (typeof STATEMENT_PAGES)[number];

export type Page = "dashboard" | RegisterPage | StatementPage;

export const isRegister = (page: string): page is RegisterPage =>
  (REGISTER_PAGES as readonly string[]).includes(page);
export const isStatement = (page: string): page is StatementPage =>
  (STATEMENT_PAGES as readonly string[]).includes(page);

export interface AsOf {
  /** Valid date, YYYY-MM-DD; null = today. */
  validAt: string | null;
  /** What was recorded until then, RFC 3339 UTC; null = everything. */
  knownAt: string | null;
}

/** What registers are asked beside the day; null = what the page proposes. */
export interface Choices {
  /** Half-year, "2019-H1". */
  period: string | null;
  /** Code of an indicator. */
  indicator: string | null;
  /** Characteristic. */
  by: string | null;
}

export const NO_CHOICES: Choices = { period: null, indicator: null, by: null };

export interface UrlState {
  pact: string | null;
  page: Page;
  lang: Lang | null;
  asOf: AsOf;
  /** Code of the indicator whose explanation is open. */
  explain: string | null;
  choices: Choices;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function known(text: string | null): string | null {
  return text && INSTANT.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** Reads an address; what cannot be read counts as not given. */
export function parseUrl(search: string): UrlState {
  const query = new URLSearchParams(search);
  const page = query.get("page") ?? "";
  const lang = query.get("lang");
  const validAt = query.get("valid_at");
  const code = (name: string) => {
    const text = query.get(name);
    return text && /^[\w.-]{1,64}$/.test(text) ? text : null;
  };
  return {
    pact: code("pact"),
    page: isRegister(page) || isStatement(page) ? page : "dashboard",
    lang: lang === "hu" || lang === "en" ? lang : null,
    asOf: {
      validAt: validAt && isCalendarDay(validAt) ? validAt : null,
      knownAt: known(query.get("known_at")),
    },
    explain: code("explain"),
    choices: { period: code("period"), indicator: code("indicator"), by: code("by") },
  };
}

/** The query of an address, "" or "?…"; parseUrl reads it back. */
export function formatUrl(state: UrlState): string {
  const query = new URLSearchParams();
  if (state.pact) query.set("pact", state.pact);
  if (state.page !== "dashboard") query.set("page", state.page);
  if (state.lang) query.set("lang", state.lang);
  if (state.asOf.validAt) query.set("valid_at", state.asOf.validAt);
  if (state.asOf.knownAt) query.set("known_at", state.asOf.knownAt);
  if (state.explain) query.set("explain", state.explain);
  for (const [name, value] of Object.entries(state.choices)) if (value) query.set(name, value);
  const text = query.toString().replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}
