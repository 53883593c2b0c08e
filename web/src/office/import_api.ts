// Spreadsheets at the office: templates, uploads, how far they are, rows to mend
// (docs/formats/import.md).
import { type Label } from "../api";
import { Fields } from "../fields";
import type { Lang } from "../format";
import type { LateReason, OfficeApi } from "./api";
import { pactPath } from "./work_api";

export const FILE_BYTES_MAX = 16 * 1024 * 1024;
export const ROWS_MAX = 100_000;
/** How long one question for the progress may wait for the end. */
const WAIT_S = 2;

export interface RowProblem {
  row: number;
  column: string;
  code: string;
  text: Label;
}

export interface ImportState {
  state: "running" | "done" | "stopped";
  dry_run: boolean;
  rows: number;
  recorded: number;
  already_so: number;
  waiting: number;
  refused: number;
  malformed: number;
  ignored_columns: string[];
  errors: RowProblem[];
  self: string;
  /** Address of the file with the rows that were not taken; "" when there are none. */
  mend_file: string;
}

export function readImport(value: unknown): ImportState {
  const f = new Fields(value);
  const state = f.text("state");
  return {
    state: state === "done" || state === "stopped" ? state : "running",
    dry_run: f.flag("dry_run"),
    rows: f.number("rows"),
    recorded: f.number("recorded"),
    already_so: f.number("already_so"),
    waiting: f.number("waiting"),
    refused: f.number("refused"),
    malformed: f.number("malformed"),
    ignored_columns: f.texts("ignored_columns"),
    errors: f.messages("errors").map((error) => ({
      row: error.number("row"),
      column: error.text("column"),
      code: error.text("code"),
      text: error.label("text"),
    })),
    self: f.text("self"),
    mend_file: f.text("mend_file"),
  };
}

/** Rows of which it is known what became of them. */
export const rowsDone = (i: ImportState) =>
  i.recorded + i.already_so + i.waiting + i.refused + i.malformed;

export function templatePath(pact: string, command: string, type: "xlsx" | "csv", lang: Lang) {
  return `${pactPath(pact)}/templates/${encodeURIComponent(command)}.${type}?lang=${lang}`;
}

export interface Upload {
  pact: string;
  command: string;
  file: File;
  dryRun: boolean;
  sheet: string;
  late: LateReason | "";
  lang: Lang;
}

/** Sends the file and follows the import to its end; `onProgress` gets every state. */
export async function importFile(
  api: OfficeApi,
  upload: Upload,
  onProgress: (state: ImportState) => void,
  isWanted: () => boolean,
): Promise<ImportState> {
  const query = new URLSearchParams({ wait: "0", lang: upload.lang });
  if (upload.dryRun) query.set("dry_run", "1");
  if (upload.sheet) query.set("sheet", upload.sheet);
  const path = `${pactPath(upload.pact)}/imports/${encodeURIComponent(upload.command)}?${query}`;
  const late: Record<string, string> = upload.late ? { "Paktum-Late-Reason": upload.late } : {};
  let state = readImport((await api.send("POST", path, upload.file, late)).body);
  onProgress(state);
  while (state.state === "running" && isWanted()) {
    state = readImport(await api.get(`${state.self}?wait=${WAIT_S}`));
    onProgress(state);
  }
  return state;
}
