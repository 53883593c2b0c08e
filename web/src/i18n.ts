// Texts by key, in the language of the reader.
import type { Label } from "./api";
import type { Lang } from "./format";
import { en } from "./texts/en";
import { type TextKey, hu } from "./texts/hu";

export type { TextKey };

const TEXTS: Record<Lang, Record<TextKey, string>> = { hu, en };

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** The text with every `{name}` replaced by the value of that name. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** The texts of one language; `{name}` in a text is replaced by the value of that name. */
export function translator(lang: Lang): Translate {
  return (key, values = {}) => fill(TEXTS[lang][key], values);
}

/** Whether the page has a text of this key. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(hu, key);
}

/** A label of the plan in the reader's language; the other one when it is missing. */
export function pick(label: Label, lang: Lang): string {
  return label[lang] || label.hu || label.en;
}
