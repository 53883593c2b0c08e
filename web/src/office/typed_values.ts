// What clerks type into forms: days, months, half-years, numbers and amounts as they are written in
// Hungarian and in English. Pure.
import { type Lang, formatDate, formatForint, formatNumber, isCalendarDay } from "../format";

const MONTH_NAMES: readonly (readonly string[])[] = [
  ["jan", "január", "january"],
  ["feb", "febr", "február", "february"],
  ["márc", "mar", "március", "march"],
  ["ápr", "apr", "április", "april"],
  ["máj", "may", "május"],
  ["jún", "jun", "június", "june"],
  ["júl", "jul", "július", "july"],
  ["aug", "augusztus", "august"],
  ["szept", "sep", "sept", "szeptember", "september"],
  ["okt", "oct", "október", "october"],
  ["nov", "november"],
  ["dec", "december"],
];

const two = (text: string) => text.padStart(2, "0");

/** The number of a month's name in either language, "01"–"12". */
function monthNumber(name: string): string | null {
  const plain = name.toLowerCase().replace(/\.$/, "");
  const at = MONTH_NAMES.findIndex((names) => names.includes(plain));
  return at < 0 ? null : two(String(at + 1));
}

const spaces = (text: string) => text.replace(/[\u00a0\u202f\s]+/g, " ").trim();

/** "2021. 06. 30.", "2021.6.30", "2021-06-30", "2021. június 30.", "30 Jun 2021" → "2021-06-30". */
export function parseDay(text: string): string | null {
  const plain = spaces(text);
  const numeric = /^(\d{4})\s?[.\-/]\s?(\d{1,2})\s?[.\-/]\s?(\d{1,2})\.?$/.exec(plain);
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  const found = numeric ?? packed;
  if (found) return calendarDay(found[1], found[2], found[3]);
  const hungarian = /^(\d{4})\.? ([^\d\s.]+)\.? (\d{1,2})\.?$/.exec(plain);
  if (hungarian) return calendarDay(hungarian[1], monthNumber(hungarian[2] ?? ""), hungarian[3]);
  const english = /^(\d{1,2}) ([^\d\s.]+)\.? (\d{4})$/.exec(plain);
  return english ? calendarDay(english[3], monthNumber(english[2] ?? ""), english[1]) : null;
}

function calendarDay(
  year: string | undefined,
  month: string | null | undefined,
  day: string | undefined,
): string | null {
  if (!year || !month || !day) return null;
  const iso = `${year}-${two(month)}-${two(day)}`;
  return isCalendarDay(iso) ? iso : null;
}

/** "2019-03", "2019. 03.", "2019. március", "March 2019" → "2019-03". */
export function parseMonth(text: string): string | null {
  const plain = spaces(text);
  const numeric = /^(\d{4})\s?[.\-/]\s?(\d{1,2})\.?$/.exec(plain);
  const hungarian = /^(\d{4})\.? ([^\d\s.]+)\.?$/.exec(plain);
  const english = /^([^\d\s.]+)\.? (\d{4})$/.exec(plain);
  const month = numeric?.[2] ?? monthNumber(hungarian?.[2] ?? english?.[1] ?? "");
  const year = numeric?.[1] ?? hungarian?.[1] ?? english?.[2];
  if (!month || !year || Number(month) < 1 || Number(month) > 12) return null;
  return `${year}-${two(month)}`;
}

/** "2019-H1", "2019/1", "2019. I. félév", "H1 2019" → "2019-H1". */
export function parseHalfYear(text: string): string | null {
  const plain = spaces(text).toLowerCase();
  const found =
    /^(\d{4})[.\-/]?\s?(?:h\s?)?(1|2|i|ii)\.?(?:\s?félév)?$/.exec(plain) ??
    /^(?:h)(1|2) (\d{4})$/.exec(plain);
  if (!found) return null;
  const [year, half] = /^\d{4}$/.test(found[1] ?? "") ? [found[1], found[2]] : [found[2], found[1]];
  return `${year}-H${half === "1" || half === "i" ? 1 : 2}`;
}

/** "6 450 000 Ft", "6.450.000", "HUF 6,450,000", "12" → a whole number. */
export function parseNumber(text: string): number | null {
  const plain = text.replace(/ft\.?|huf|[\u00a0\u202f\s]|,-/gi, "").replace(/^\u2212/, "-");
  const digits = /^-?\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(plain)
    ? plain.replace(/[.,]/g, "")
    : plain;
  if (!/^-?\d{1,15}$/.test(digits)) return null;
  return Number(digits);
}

/** What was typed in the one way in which the page writes it; as it is when it cannot be read. */
export function showTyped(kind: string, text: string, lang: Lang): string {
  const trimmed = text.trim();
  if (!trimmed) return "";
  if (kind === "date") {
    const day = parseDay(trimmed);
    return day ? formatDate(day, lang) : trimmed;
  }
  if (kind === "month") return parseMonth(trimmed) ?? trimmed;
  if (kind === "period") return parseHalfYear(trimmed) ?? trimmed;
  if (kind === "amount" || kind === "number") {
    const number = parseNumber(trimmed);
    if (number === null) return trimmed;
    return kind === "amount" ? formatForint(number, lang) : formatNumber(number, lang);
  }
  return trimmed;
}

/** For searching in texts: without case and accents. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
