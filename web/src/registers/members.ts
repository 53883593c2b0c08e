import type { Fields } from "../fields";
import { type Cell, type Register, type Tone, notesOf } from "./shapes";
import type { Words } from "./words";

const STATE_TONES: Record<string, Tone> = {
  MEMBER_STATE_JOINED: "good",
  MEMBER_STATE_LEFT: "quiet",
  MEMBER_STATE_LISTED: "warn",
};

function who(row: Fields, w: Words): Cell {
  const by = row.text("represented_by");
  const represents = row.texts("represents");
  return {
    text: row.text("name") || w.t("members.natural_person", { code: row.text("code") }),
    notes: notesOf(
      w.say(row.label("role")),
      row.flag("in_consortium") && w.t("members.consortium"),
      by !== "" && w.t("members.represented_by", { code: by }),
      represents.length > 0 && w.t("members.represents", { codes: represents.join(", ") }),
    ),
  };
}

function stay(row: Fields, w: Words): Cell {
  const spans = row.messages("spans");
  if (spans.length === 0) return { text: "–" };
  const lines = spans.map((span) => {
    const until = span.text("left_on");
    const reason = w.of(span.text("reason"), "");
    return `${w.day(span.text("joined_on"))} –${until ? ` ${w.day(until)}` : ""}${reason ? ` (${reason})` : ""}`;
  });
  const unfiled = spans.some((span) => !span.flag("document_filed"));
  return {
    text: lines.at(-1) ?? "–",
    notes: notesOf(...lines.slice(0, -1), unfiled && w.t("members.unfiled")),
  };
}

/** What was recorded; what the plan states where nothing was. */
function basis(row: Fields, w: Words): Cell {
  const recorded = row.messages("spans").at(-1)?.text("basis") ?? "";
  if (recorded) return { text: w.of(recorded) };
  const stated = w.of(row.text("plan_basis"), "");
  return stated ? { text: stated, notes: [w.t("members.by_plan")] } : { text: "–" };
}

export const members: Register = {
  view: "members",
  asks: [],
  sections: (answer, w) => {
    const count = (field: string) => w.number(answer.number(field));
    const stated = answer.number("stated");
    return [
      {
        id: "members",
        list: "members",
        title: w.t("section.members"),
        notes: notesOf(
          stated > 0 &&
            stated !== answer.number("listed") &&
            w.t("members.differ", {
              listed: count("listed"),
              stated: count("stated"),
              sources: answer.texts("stated_sources").join("; "),
            }),
        ),
        facts: [
          { name: "listed", value: count("listed") },
          { name: "stated", value: stated > 0 ? count("stated") : "–" },
          { name: "joined", value: count("joined") },
          { name: "left", value: count("left") },
          { name: "by_agreement", value: count("joined_by_agreement") },
          { name: "by_letter", value: count("joined_by_letter_of_intent") },
          { name: "consortium", value: count("consortium") },
        ],
        table: {
          columns: [
            { name: "organisation", cell: (row) => who(row, w) },
            { name: "type", cell: (row) => w.nameOf(row, "type_name", "type") },
            {
              name: "state",
              cell: (row) => {
                const state = row.text("state");
                const tone = STATE_TONES[state];
                return { text: w.of(state), ...(tone && { tone }) };
              },
            },
            { name: "basis", cell: (row) => basis(row, w) },
            { name: "stay", cell: (row) => stay(row, w) },
          ],
          rows: answer.messages("members"),
        },
      },
      {
        id: "types",
        list: "types",
        title: w.t("section.member_types"),
        table: {
          columns: [
            { name: "type", cell: (row) => w.nameOf(row, "name", "type") },
            { name: "listed", figure: true, cell: (row) => w.number(row.number("listed")) },
            { name: "joined", figure: true, cell: (row) => w.number(row.number("joined")) },
          ],
          rows: answer.messages("types"),
        },
      },
      {
        id: "named",
        list: "named_elsewhere",
        title: w.t("section.named_elsewhere"),
        table: {
          columns: [
            { name: "organisation", cell: (row) => row.text("name") || row.text("code") },
            { name: "role", cell: (row) => w.say(row.label("role")) || "–" },
          ],
          rows: answer.messages("named_elsewhere"),
        },
      },
    ];
  },
};
