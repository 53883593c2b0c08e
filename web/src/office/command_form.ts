// The form of a command as the office describes it, what was typed into it, and the command that
// comes of it. Pure.
import { type Label } from "../api";
import type { Lang } from "../format";
import { Fields } from "../fields";
import { isUuid } from "./command_id";
import type { TextKey } from "./i18n";
import { parseDay, parseHalfYear, parseMonth, parseNumber, showTyped } from "./typed_values";

export const FIELD_KINDS = [
  "text",
  "long_text",
  "date",
  "id",
  "taj",
  "sha256",
  "email",
  "code",
  "reference",
  "period",
  "month",
  "number",
  "amount",
  "yes_no",
  "choice",
  "group",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface Choice {
  code: string;
  text: Label;
}

export interface FormField {
  name: string;
  label: Label;
  kind: FieldKind;
  required: boolean;
  repeated: boolean;
  /** Names or describes a person: the browser keeps no list of what was typed. */
  personal: boolean;
  /** Takes the id of a participant. */
  person: boolean;
  items_max: number;
  length_max: number | null;
  min: number | null;
  max: number | null;
  choices: Choice[];
  /** Nothing but the choices is taken. */
  only_choices: boolean;
  /** The parts of a group. */
  fields: FormField[];
}

export interface CommandForm {
  command: string;
  title: Label;
  fields: FormField[];
}

function readField(field: Fields): FormField {
  const limit = (name: string) => (field.has(name) ? field.number(name) : null);
  return {
    name: field.text("name"),
    label: field.label("label"),
    kind: FIELD_KINDS.find((kind) => kind === field.text("kind")) ?? "text",
    required: field.flag("required"),
    repeated: field.flag("repeated"),
    personal: field.flag("personal"),
    person: field.flag("person"),
    items_max: field.number("items_max"),
    length_max: limit("length_max"),
    min: limit("min"),
    max: limit("max"),
    choices: field
      .messages("choices")
      .map((choice) => ({ code: choice.text("code"), text: choice.label("text") })),
    only_choices: field.flag("only_choices"),
    fields: field.messages("fields").map(readField),
  };
}

export function readForm(value: unknown): CommandForm {
  const form = new Fields(value);
  return {
    command: form.text("command"),
    title: form.label("title"),
    fields: form.messages("fields").map(readField),
  };
}

/**
 * What was typed, by path: "granted_on", "agenda[2]", "resolutions[1].subject". A path that ends in
 * "[]" holds how many items a repeated field shows. A check mark is "true".
 */
export type Typed = Readonly<Record<string, string>>;

export const itemPath = (path: string, item: number) => `${path}[${item}]`;
const countPath = (path: string) => `${path}[]`;

/** How many items of a repeated field are shown; one, when nothing was added yet. */
export function itemCount(typed: Typed, path: string): number {
  const count = Number(typed[countPath(path)] ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

export function withItem(typed: Typed, path: string): Typed {
  return { ...typed, [countPath(path)]: String(itemCount(typed, path) + 1) };
}

/** Without one item; those behind it move up. */
export function withoutItem(typed: Typed, path: string, gone: number): Typed {
  const kept: Record<string, string> = {};
  const inside = /^\[(\d+)\](.*)$/;
  for (const [at, value] of Object.entries(typed)) {
    const found = at.startsWith(path) ? inside.exec(at.slice(path.length)) : null;
    const item = found ? Number(found[1]) : -1;
    if (!found || item < gone) kept[at] = value;
    else if (item > gone) kept[itemPath(path, item - 1) + found[2]] = value;
  }
  kept[countPath(path)] = String(Math.max(1, itemCount(typed, path) - 1));
  return kept;
}

/** The codes chosen of a repeated field with choices. */
export function chosenCodes(typed: Typed, path: string): string[] {
  return (typed[path] ?? "").split(" ").filter(Boolean);
}
export function withCode(typed: Typed, path: string, code: string, on: boolean): Typed {
  const others = chosenCodes(typed, path).filter((known) => known !== code);
  return { ...typed, [path]: (on ? [...others, code] : others).join(" ") };
}

/** Whether a repeated field is a list of boxes to tick. */
export const isTickList = (field: FormField) => field.repeated && field.choices.length > 0;

/** What is wrong with a field, as a text of the page with its values. */
export interface Wrong {
  key: TextKey;
  values?: Record<string, string | number>;
}

export interface Made {
  body: Record<string, unknown>;
  /** By path; empty when the command may be sent. */
  wrong: Record<string, Wrong>;
}

type Value = string | number | boolean;

/** One value of a field; null for one that is left empty. */
function valueOf(field: FormField, text: string): Value | null | Wrong {
  const trimmed = text.trim();
  if (field.kind === "yes_no") return trimmed === "true" ? true : null;
  if (!trimmed) return null;
  switch (field.kind) {
    case "date":
      return parseDay(trimmed) ?? { key: "wrong.date" };
    case "month":
      return parseMonth(trimmed) ?? { key: "wrong.month" };
    case "period":
      return parseHalfYear(trimmed) ?? { key: "wrong.period" };
    case "number":
    case "amount": {
      const number = parseNumber(trimmed);
      if (number === null) return { key: "wrong.number" };
      if (field.min !== null && number < field.min)
        return { key: "wrong.too_small", values: { limit: field.min } };
      if (field.max !== null && number > field.max)
        return { key: "wrong.too_large", values: { limit: field.max } };
      return number;
    }
    case "id":
      if (isUuid(trimmed)) return trimmed.toLowerCase();
      return { key: field.person ? "wrong.person" : "wrong.id" };
    default:
      if (field.length_max !== null && [...trimmed].length > field.length_max)
        return { key: "wrong.too_long", values: { limit: field.length_max } };
      return trimmed;
  }
}

const isWrong = (value: unknown): value is Wrong =>
  typeof value === "object" && value !== null && "key" in value;

class Making {
  readonly wrong: Record<string, Wrong> = {};
  constructor(private readonly typed: Typed) {}

  fields(fields: readonly FormField[], prefix: string): Record<string, unknown> {
    const body: Record<string, unknown> = {};
    for (const field of fields) {
      const path = prefix + field.name;
      const value = field.repeated ? this.list(field, path) : this.one(field, path);
      const empty = value === null || (Array.isArray(value) && value.length === 0);
      if (!empty) body[field.name] = value;
      else if (field.required && !this.wrongAt(path)) this.wrong[path] = { key: "form.required" };
    }
    return body;
  }

  private wrongAt(path: string): boolean {
    return Object.keys(this.wrong).some((at) => at === path || at.startsWith(`${path}[`));
  }

  private one(field: FormField, path: string): unknown {
    if (field.kind === "group") {
      if (!field.required && !this.isTouched(`${path}.`)) return null;
      return this.fields(field.fields, `${path}.`);
    }
    const value = valueOf(field, this.typed[path] ?? "");
    if (!isWrong(value)) return value;
    this.wrong[path] = value;
    return null;
  }

  private list(field: FormField, path: string): unknown[] {
    if (isTickList(field)) return chosenCodes(this.typed, path);
    const values: unknown[] = [];
    for (let item = 0; item < itemCount(this.typed, path); ++item) {
      const at = itemPath(path, item);
      if (field.kind === "group") {
        // A row that nobody touched is no row.
        if (this.isTouched(`${at}.`)) values.push(this.fields(field.fields, `${at}.`));
      } else {
        const value = this.one({ ...field, repeated: false }, at);
        if (value !== null) values.push(value);
      }
    }
    return values;
  }

  private isTouched(prefix: string): boolean {
    return Object.entries(this.typed).some(([at, text]) => at.startsWith(prefix) && text.trim());
  }
}

/** The command that was typed, and what keeps it from being sent. */
export function makeCommand(form: CommandForm, typed: Typed): Made {
  const making = new Making(typed);
  const body = making.fields(form.fields, "");
  return { body, wrong: making.wrong };
}

/** Every path of the form that has an input of its own; errors elsewhere are told above the form. */
export function pathsOf(form: CommandForm, typed: Typed): Set<string> {
  const paths = new Set<string>();
  const add = (field: FormField, path: string) => {
    paths.add(path);
    if (field.kind === "group") for (const part of field.fields) add(part, `${path}.${part.name}`);
  };
  for (const field of form.fields) {
    paths.add(field.name);
    if (!field.repeated) add(field, field.name);
    else if (!isTickList(field))
      for (let item = 0; item < itemCount(typed, field.name); ++item)
        add(field, itemPath(field.name, item));
  }
  return paths;
}

/** The one form in which a value is shown once its field is left: "2021. 06. 30.", "6 450 000 Ft". */
export function tidied(field: FormField, text: string, lang: Lang): string {
  return showTyped(field.kind, text, lang);
}
