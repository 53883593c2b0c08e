// Texts of the office's page by key, in the language of the reader.
import type { Lang } from "../format";
import { fill } from "../i18n";
import { en } from "./texts/en";
import { type TextKey, hu } from "./texts/hu";

export type { TextKey };

const TEXTS: Record<Lang, Record<TextKey, string>> = { hu, en };

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** The texts of one language; `{name}` in a text is replaced by the value of that name. */
export function translator(lang: Lang): Translate {
  return (key, values = {}) => fill(TEXTS[lang][key], values);
}

/** Whether the page has a text of this key. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(hu, key);
}
