import type { Fields } from "../fields";
import { standing } from "./governance";
import { type Cell, type Column, type Register, type Tone, notesOf } from "./shapes";
import type { Words } from "./words";

const STATE_TONES: Record<string, Tone> = {
  DOCUMENT_STATE_APPROVED: "good",
  DOCUMENT_STATE_REJECTED: "bad",
  DOCUMENT_STATE_SUBMITTED: "warn",
  DOCUMENT_STATE_DRAFTED: "quiet",
  DOCUMENT_STATE_SUPERSEDED: "quiet",
};

function stateOf(row: Fields, w: Words, notes: string[] = []): Cell {
  const state = row.text("state");
  const tone = STATE_TONES[state];
  return { text: w.of(state), ...(tone && { tone }), notes };
}

function kindState(row: Fields, w: Words): Cell {
  if (row.flag("per_person")) return { text: w.t("documents.per_person"), tone: "quiet" };
  const absent = row.flag("missing");
  const state = row.text("state");
  if (absent && !state) return { text: w.t("documents.missing"), tone: "bad" };
  return stateOf(row, w, notesOf(absent && w.t("documents.missing")));
}

const kinds = (w: Words): Column[] => [
  {
    name: "document",
    cell: (row) => ({
      text: w.nameOf(row),
      notes: notesOf(row.text("code"), w.say(row.label("note"))),
    }),
  },
  { name: "state", cell: (row) => kindState(row, w) },
  {
    name: "in_force",
    cell: (row) => {
      const version = row.number("in_force_version");
      return version > 0 ? w.t("documents.version", { n: version }) : "–";
    },
  },
  {
    name: "approved_stated",
    figure: true,
    cell: (row) => {
      const stated = row.number("stated_count");
      const approved = w.number(row.number("approved_versions"));
      return {
        text: stated > 0 ? `${approved} / ${w.number(stated)}` : approved,
        notes: notesOf(
          row.text("stated_date") !== "" &&
            w.t("documents.stated_date", { date: w.day(row.text("stated_date")) }),
        ),
      };
    },
  },
  {
    name: "returns",
    cell: (row) => {
      if (!row.has("standing")) return "–";
      const duty = row.message("standing");
      const cell = standing(duty, w);
      const due = duty.text("next_due_on");
      return {
        ...cell,
        notes: notesOf(
          due !== "" && w.t("documents.due", { date: w.day(due) }),
          ...(cell.notes ?? []),
        ),
      };
    },
  },
  {
    name: "made_by",
    cell: (row) => ({
      text: w.list(row.texts("made_by")),
      notes: notesOf(
        row.text("approved_by") !== "" &&
          w.t("documents.approver", { body: row.text("approved_by") }),
      ),
    }),
  },
];

const versions = (w: Words): Column[] => [
  {
    name: "document",
    cell: (row) => ({
      text: row.text("title") || row.text("kind"),
      notes: [`${row.text("kind")}, ${w.t("documents.version", { n: row.number("version") })}`],
    }),
  },
  { name: "state", cell: (row) => stateOf(row, w) },
  { name: "drafted", cell: (row) => w.day(row.text("drafted_on")) },
  {
    name: "submitted",
    cell: (row) => ({
      text: w.day(row.text("submitted_on")),
      notes: notesOf(row.text("submitted_to")),
    }),
  },
  {
    name: "decided",
    cell: (row) => {
      const approved = row.text("approved_on");
      const rejected = row.text("rejected_on");
      return {
        text: w.day(approved || rejected),
        notes: notesOf(
          row.text("approved_by"),
          row.text("resolution") !== "" &&
            w.t("documents.resolution", { number: row.text("resolution") }),
          rejected !== "" &&
            w.t("documents.rejected", {
              n: row.number("rejections"),
              reason: w.of(row.text("rejection_reason")),
            }),
        ),
      };
    },
  },
  {
    name: "superseded",
    cell: (row) => ({
      text: w.day(row.text("superseded_on")),
      notes: notesOf(
        row.number("superseded_by") > 0 &&
          w.t("documents.by_version", { n: row.number("superseded_by") }),
      ),
    }),
  },
  {
    name: "file",
    cell: (row) => {
      const digest = row.text("file_sha256");
      if (!digest) return { text: w.t("documents.no_file"), tone: "warn" };
      return {
        text: `SHA-256 ${digest.slice(0, 12)}…`,
        notes: notesOf(row.flag("file_changed_at_approval") && w.t("documents.file_changed")),
      };
    },
  },
];

export const documents: Register = {
  view: "documents",
  asks: [],
  sections: (answer, w) => {
    const rows = answer.messages("kinds");
    const chain = rows.flatMap((kind) =>
      kind.messages("versions").map((version) => version.with({ kind: w.nameOf(kind) })),
    );
    const count = (field: string) => w.number(answer.number(field));
    const bad = (field: string): Tone => (answer.number(field) > 0 ? "bad" : "good");
    return [
      {
        id: "kinds",
        list: "kinds",
        title: w.t("section.documents"),
        facts: [
          { name: "in_force", value: count("in_force") },
          { name: "waiting", value: count("waiting") },
          { name: "missing", value: count("missing"), tone: bad("missing") },
          { name: "overdue", value: count("overdue"), tone: bad("overdue") },
        ],
        table: { columns: kinds(w), rows },
      },
      {
        id: "versions",
        list: "kinds.versions",
        title: w.t("section.versions"),
        table: { columns: versions(w), rows: chain },
      },
    ];
  },
};
