// What a register page is made of: definitions that one table component draws.
import type { Fields } from "../fields";
import type { RegisterPage } from "../url_state";
import type { Family, Words } from "./words";

export type Tone = "good" | "bad" | "warn" | "quiet";

export interface Cell {
  text: string;
  /** A colour and a shape beside the word. */
  tone?: Tone;
  /** Lines below, quieter. */
  notes?: string[];
  /** Code of an indicator: below stands a button that opens what it counts. */
  explains?: string;
}

export interface Column {
  name: Family<"col">;
  /** Figures: set to the right. */
  figure?: boolean;
  cell: (row: Fields) => Cell | string;
}

export interface Fact {
  name: Family<"fact">;
  value: string;
  tone?: Tone;
  note?: string;
}

export interface Table {
  /** The first column names the row. */
  columns: Column[];
  rows: Fields[];
}

export interface Section {
  id: string;
  title: string;
  notes?: string[];
  facts?: Fact[];
  table?: Table;
  /** Path of the table's list in the answer, of which there is a file. */
  list?: string;
}

export interface Register {
  /** GET /api/pacts/{pact}/{view}. */
  view: string;
  /** Parameters that it is asked with. */
  asks: readonly ("period" | "indicator" | "by")[];
  /** Parameters that are always the same. */
  fixed?: Record<string, string>;
  sections: (answer: Fields, words: Words) => Section[];
}

export type Registers = Record<RegisterPage, Register>;

/** What is withheld from the public shows as a dash. */
export const withheld = (hidden: boolean, value: () => string): string => (hidden ? "–" : value());

/** The notes among `lines` that hold for this answer. */
export const notesOf = (...lines: (string | false)[]): string[] =>
  lines.filter((line): line is string => line !== false && line !== "");
