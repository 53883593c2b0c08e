// How dates, numbers and amounts are written in the two languages. Pure; times are those of Budapest
// whatever the reader's computer says, because valid dates are Hungarian calendar days.

export type Lang = "hu" | "en";

const NBSP = "\u00a0";
const MINUS = "\u2212";
const TIME_ZONE = "Europe/Budapest";
const MONTHS_EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const MONTHS_HU = "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.".split(" ");
const ROMAN = ["I.", "II.", "III.", "IV."];

function grouped(digits: string, lang: Lang): string {
  // Hungarian leaves four digits together and parts longer numbers with a space.
  if (lang === "hu" && digits.length <= 4) return digits;
  return digits.replace(/\B(?=(\d{3})+$)/g, lang === "hu" ? NBSP : ",");
}

/** A number with at most `decimals` decimals; trailing zeros are dropped. */
export function formatNumber(value: number, lang: Lang, decimals = 0): string {
  const [whole = "0", fraction = ""] = Math.abs(value).toFixed(decimals).split(".");
  const tail = fraction.replace(/0+$/, "");
  const text = grouped(whole, lang) + (tail ? (lang === "hu" ? "," : ".") + tail : "");
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** A change, always with its sign: "+1", "−2". */
export function formatChange(value: number, lang: Lang): string {
  return value > 0 ? `+${formatNumber(value, lang)}` : formatNumber(value, lang);
}

/** Whole forints: "6 450 000 Ft", "HUF 6,450,000". */
export function formatForint(value: number, lang: Lang): string {
  const text = formatNumber(value, lang);
  return lang === "hu" ? `${text}${NBSP}Ft` : `HUF${NBSP}${text}`;
}

/** Percent given ×10 (1000 = 100 %). */
export function formatPercentX10(value: number, lang: Lang): string {
  return `${formatNumber(value / 10, lang, 1)}%`;
}

interface DateParts {
  year: string;
  month: string;
  day: string;
}

function dateParts(iso: string): DateParts | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (!match) return null;
  const [, year = "", month = "", day = ""] = match;
  return { year, month, day };
}

/** A calendar day: "2021. 06. 30." or "30 Jun 2021". Text that is no date comes back as it is. */
export function formatDate(iso: string, lang: Lang): string {
  const parts = dateParts(iso);
  if (!parts) return iso;
  if (lang === "hu") return `${parts.year}.${NBSP}${parts.month}.${NBSP}${parts.day}.`;
  return [Number(parts.day), MONTHS_EN[Number(parts.month) - 1], parts.year].join(NBSP);
}

/** The month of a day: "2021. jún." or "Jun 2021". */
export function formatMonth(iso: string, lang: Lang): string {
  const parts = dateParts(iso);
  if (!parts) return iso;
  const index = Number(parts.month) - 1;
  return lang === "hu"
    ? `${parts.year}.${NBSP}${MONTHS_HU[index] ?? parts.month}`
    : `${MONTHS_EN[index] ?? parts.month}${NBSP}${parts.year}`;
}

/** Year and number of a quarter written "2018-Q3"; null when it is written otherwise. */
export function parseQuarter(quarter: string): { year: string; number: number } | null {
  const match = /^(\d{4})-Q([1-4])$/.exec(quarter);
  return match ? { year: match[1] ?? "", number: Number(match[2]) } : null;
}

/**
 * Columns of a schedule are quarters ("2018-Q3"), or months of the programme: of the calendar
 * ("2019-04") once its first day is known, by number ("M4") before.
 */
const CALENDAR_MONTH = /^(\d{4})-(\d{2})$/;
const PROGRAMME_MONTH = /^M(\d+)$/;

/** The year above a column; empty for a month that no calendar knows yet. */
export function columnYear(column: string): string {
  return parseQuarter(column)?.year ?? CALENDAR_MONTH.exec(column)?.[1] ?? "";
}

/** The number of a quarter inside its year, "III." or "Q3", or of a month. */
export function formatQuarterShort(quarter: string, lang: Lang): string {
  const parts = parseQuarter(quarter);
  if (!parts) {
    return CALENDAR_MONTH.exec(quarter)?.[2] ?? PROGRAMME_MONTH.exec(quarter)?.[1] ?? quarter;
  }
  return lang === "hu" ? (ROMAN[parts.number - 1] ?? quarter) : `Q${parts.number}`;
}

/** A quarter or month in full: "2018. III. negyedév" or "Q3 2018", "4. hónap" or "month 4". */
export function formatQuarter(quarter: string, lang: Lang): string {
  const parts = parseQuarter(quarter);
  if (!parts) {
    const number = PROGRAMME_MONTH.exec(quarter)?.[1];
    if (number) return lang === "hu" ? `${number}.${NBSP}hónap` : `month${NBSP}${number}`;
    const month = CALENDAR_MONTH.exec(quarter);
    return month && lang === "hu" ? `${month[1]}.${NBSP}${month[2]}.` : quarter;
  }
  const short = formatQuarterShort(quarter, lang);
  return lang === "hu"
    ? `${parts.year}.${NBSP}${short}${NBSP}negyedév`
    : `${short}${NBSP}${parts.year}`;
}

/** A half-year written "2019-H1": "2019. I. félév" or "H1 2019". */
export function formatHalfYear(period: string, lang: Lang): string {
  const match = /^(\d{4})-H([12])$/.exec(period);
  if (!match) return period;
  const [, year = "", half = ""] = match;
  return lang === "hu"
    ? `${year}.${NBSP}${ROMAN[Number(half) - 1]}${NBSP}félév`
    : `H${half}${NBSP}${year}`;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: TIME_ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/** The wall clock of Budapest at an instant, "YYYY-MM-DDTHH:MM"; "" for no instant. */
export function toBudapestLocal(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const part = new Map(clock.formatToParts(date).map((p) => [p.type, p.value]));
  const day = [part.get("year"), part.get("month"), part.get("day")].join("-");
  return `${day}T${part.get("hour")}:${part.get("minute")}`;
}

/**
 * The instant at which the wall clock of Budapest shows `local` ("YYYY-MM-DDTHH:MM"), RFC 3339 UTC;
 * null when it is no such text. Of an hour that the clock shows twice, the earlier one; of an hour
 * that it skips, the instant as far past the change as the text is past the skipped hour's start.
 */
export function fromBudapestLocal(local: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return null;
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const hour = 3_600_000;
  for (const offset of [2, 1]) {
    const instant = new Date(asUtc - offset * hour);
    if (toBudapestLocal(instant.toISOString()) === local) return rfc3339(instant);
  }
  return rfc3339(new Date(asUtc - hour));
}

function rfc3339(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** An instant as day and time of Budapest: "2020. 05. 15. 10:32". */
export function formatInstant(instant: string, lang: Lang): string {
  const local = toBudapestLocal(instant);
  if (!local) return instant;
  return `${formatDate(local.slice(0, 10), lang)}${lang === "hu" ? NBSP : `,${NBSP}`}${local.slice(11)}`;
}

/** True for a day of the calendar written "YYYY-MM-DD". */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The last days of all months that `from`–`to` touches, the last one being `to` itself. */
export function monthEnds(from: string, to: string): string[] {
  if (!isCalendarDay(from) || !isCalendarDay(to) || from > to) return [];
  const ends: string[] = [];
  let year = Number(from.slice(0, 4));
  let month = Number(from.slice(5, 7));
  while (ends.length < 1200) {
    const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    ends.push(end < to ? end : to);
    if (end >= to) break;
    month = (month % 12) + 1;
    if (month === 1) year += 1;
  }
  return ends;
}
