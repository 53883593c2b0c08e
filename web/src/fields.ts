// Reading protobuf JSON: fields with default values are left out and 64-bit numbers are text, so a
// missing field, or one of another kind, is its default.
import type { Label } from "./view_types";

type Json = Record<string, unknown>;

export const asObject = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
export const number = (value: unknown): number => {
  const parsed = typeof value === "string" ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : 0;
};
export const label = (value: unknown): Label => {
  if (typeof value === "string") return { hu: value, en: value };
  const object = asObject(value);
  const hu = text(object.hu);
  const en = text(object.en);
  return { hu: hu || en, en: en || hu };
};

/** A message whose fields are asked for by name. */
export class Fields {
  private readonly json: Json;
  constructor(value: unknown) {
    this.json = asObject(value);
  }
  /** The same message with more fields, or others of the same name. */
  with(more: Json): Fields {
    return new Fields({ ...this.json, ...more });
  }
  has(name: string): boolean {
    return this.json[name] !== undefined;
  }
  text(name: string): string {
    return text(this.json[name]);
  }
  number(name: string): number {
    return number(this.json[name]);
  }
  flag(name: string): boolean {
    return this.json[name] === true;
  }
  label(name: string): Label {
    return label(this.json[name]);
  }
  /** The message as it came. */
  get raw(): unknown {
    return this.json;
  }
  /** A message inside; empty when absent. */
  message(name: string): Fields {
    return new Fields(this.json[name]);
  }
  messages(name: string): Fields[] {
    return asList(this.json[name]).map((value) => new Fields(value));
  }
  texts(name: string): string[] {
    return asList(this.json[name]).map(text).filter(Boolean);
  }
}
