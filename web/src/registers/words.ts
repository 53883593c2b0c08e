// How a register's values are said in the reader's language. Pure.
import type { Fields } from "../fields";
import {
  type Lang,
  formatDate,
  formatForint,
  formatHalfYear,
  formatInstant,
  formatNumber,
} from "../format";
import { type TextKey, type Translate, isTextKey, pick, translator } from "../i18n";
import type { Label, Pact } from "../view_types";

export class Words {
  readonly t: Translate;
  private readonly names: Map<string, Label>;
  /** `pact`: whose measures and organisations are called by name. */
  constructor(
    readonly lang: Lang,
    pact: Pick<Pact, "measures" | "consortium"> | null = null,
  ) {
    this.t = translator(lang);
    const named = pact ? [...pact.measures, ...pact.consortium] : [];
    this.names = new Map(named.map((one) => [one.code, one.name]));
  }
  /** The name of a measure or of an organisation of the consortium; else its code. */
  called(code: string): string {
    const name = this.names.get(code);
    return name ? this.say(name) : code;
  }
  say(label: Label): string {
    return pick(label, this.lang);
  }
  number(value: number): string {
    return formatNumber(value, this.lang);
  }
  /** With at most two decimals. */
  decimal(value: number): string {
    return formatNumber(value, this.lang, 2);
  }
  money(value: number): string {
    return formatForint(value, this.lang);
  }
  /** "–" where there is no day. */
  day(iso: string): string {
    return iso ? formatDate(iso, this.lang) : "–";
  }
  instant(iso: string): string {
    return iso ? formatInstant(iso, this.lang) : "–";
  }
  period(code: string): string {
    return formatHalfYear(code, this.lang);
  }
  yesNo(value: boolean): string {
    return this.t(value ? "word.yes" : "word.no");
  }
  /** A value of an enum; its own name when the page has no word for it, `absent` when not stated. */
  of(name: string, absent = "–"): string {
    if (!name || name.endsWith("_UNSPECIFIED")) return absent;
    const key = `enum.${name}`;
    return isTextKey(key) ? this.t(key) : name;
  }
  /** The name of a thing that has one, else its code. */
  nameOf(row: Fields, name = "name", code = "code"): string {
    return this.say(row.label(name)) || row.text(code);
  }
  list(values: string[]): string {
    return values.join(", ") || "–";
  }
}

export type Family<P extends string> = TextKey extends infer K
  ? K extends `${P}.${infer Name}`
    ? Name
    : never
  : never;
