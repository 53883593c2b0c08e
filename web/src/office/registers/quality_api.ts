// What the registers service finds in the records (docs/formats/http.md, `data-quality`).
import type { Label } from "../../api";
import { Fields } from "../../fields";
import type { OfficeApi } from "../api";
import { pactPath } from "../work_api";

export const QUALITY_KINDS = [
  "missing_evidence",
  "incomplete_entry",
  "order_of_dates",
  "duplicate",
  "deadline_missed",
] as const;
export type QualityKind = (typeof QUALITY_KINDS)[number];

export interface QualityCount {
  kind: QualityKind | null;
  name: Label;
  count: number;
}

export interface Finding {
  name: Label;
  about: Label;
  /** 0 where it is not told. */
  position: number;
  other_position: number;
  day: string;
  against: string;
  overdue_days: number;
  details: string[];
}

export interface Quality {
  valid_at: string;
  kinds: QualityCount[];
  rules: QualityCount[];
  findings: Finding[];
  total: number;
}

const kindOf = (name: string): QualityKind | null =>
  QUALITY_KINDS.find((kind) => name === `FINDING_KIND_${kind.toUpperCase()}`) ?? null;

const readCount = (row: Fields): QualityCount => ({
  kind: kindOf(row.text("kind")),
  name: row.label("name"),
  count: row.number("count"),
});

export function readQuality(value: unknown): Quality {
  const f = new Fields(value);
  return {
    valid_at: f.message("meta").text("valid_at"),
    kinds: f.messages("kinds").map(readCount),
    rules: f.messages("rules").map(readCount),
    findings: f.messages("findings").map((row) => ({
      name: row.label("name"),
      about: row.label("about"),
      position: row.number("position"),
      other_position: row.number("other_position"),
      day: row.text("day"),
      against: row.text("against"),
      overdue_days: row.number("overdue_days"),
      details: row.texts("details"),
    })),
    total: f.number("total"),
  };
}

/** Address of the view; `file` such as ".xlsx" for a file of it. */
export function qualityPath(pact: string, kind: QualityKind | null, file = ""): string {
  const question = kind ? `?kind=${kind}` : "";
  return `${pactPath(pact)}/registers/data-quality${file}${question}`;
}

export async function loadQuality(
  api: OfficeApi,
  pact: string,
  kind: QualityKind | null,
): Promise<Quality> {
  return readQuality(await api.get(qualityPath(pact, kind)));
}
