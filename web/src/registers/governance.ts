import type { Fields } from "../fields";
import { type Cell, type Column, type Register, notesOf } from "./shapes";
import type { Words } from "./words";

/** How a duty that returns stands. */
export function standing(duty: Fields, w: Words): Cell {
  const missed = duty.texts("missed_due_on");
  const notes = notesOf(
    missed.length > 0 && w.t("governance.missed", { days: missed.map((d) => w.day(d)).join("; ") }),
  );
  if (duty.flag("overdue")) {
    const days = w.number(duty.number("overdue_days"));
    return { text: w.t("governance.overdue", { n: days }), tone: "bad", notes };
  }
  if (duty.text("next_due_on")) return { text: w.t("governance.in_time"), tone: "good", notes };
  if (duty.number("held") + duty.number("expected") > 0) {
    return { text: w.t("governance.over"), tone: "quiet", notes };
  }
  return { text: w.t("governance.none_due"), tone: "quiet", notes };
}

/** Overdue ones first, then by due day; those without one last. */
function byDueDay(a: Fields, b: Fields): number {
  const [x, y] = [a.message("standing"), b.message("standing")];
  if (x.flag("overdue") !== y.flag("overdue")) return x.flag("overdue") ? -1 : 1;
  const day = (duty: Fields) => duty.text("next_due_on") || "9999";
  return day(x) < day(y) ? -1 : day(x) > day(y) ? 1 : 0;
}

function duties(w: Words, body: (code: string) => string): Column[] {
  const of = (row: Fields) => row.message("standing");
  return [
    {
      name: "duty",
      cell: (row) => ({
        text: w.nameOf(row),
        notes: notesOf(
          w.t("cadences.months", { n: of(row).number("interval_months") }),
          row.text("body") !== "" && body(row.text("body")),
        ),
      }),
    },
    { name: "next_due", cell: (row) => w.day(of(row).text("next_due_on")) },
    { name: "state", cell: (row) => standing(of(row), w) },
    { name: "last_on", cell: (row) => w.day(of(row).text("last_on")) },
    {
      name: "held_expected",
      figure: true,
      cell: (row) => ({
        text: `${w.number(of(row).number("held"))} / ${w.number(of(row).number("expected"))}`,
        notes: [
          w.t("governance.in_all", {
            n: w.number(of(row).number("due_in_all")),
            length: w.number(of(row).number("expected_by_length")),
          }),
        ],
      }),
    },
  ];
}

const bodies = (w: Words): Column[] => [
  { name: "body", cell: (row) => w.nameOf(row) },
  { name: "constituted", cell: (row) => w.day(row.text("constituted_on")) },
  { name: "seats", figure: true, cell: (row) => w.number(row.number("seats")) },
  { name: "sittings", figure: true, cell: (row) => w.number(row.number("sittings")) },
  { name: "last_on", cell: (row) => w.day(row.text("last_sitting_on")) },
  { name: "resolutions", figure: true, cell: (row) => w.number(row.number("resolutions")) },
  {
    name: "minutes_missing",
    figure: true,
    cell: (row) => {
      const missing = row.number("minutes_missing");
      return missing > 0 ? { text: w.number(missing), tone: "warn" } : w.number(missing);
    },
  },
];

const sittings = (w: Words, body: (code: string) => string): Column[] => [
  { name: "held_on", cell: (row) => w.day(row.text("held_on")) },
  {
    name: "sitting",
    cell: (row) => ({
      text: w.nameOf(row, "type_name", "type"),
      notes: notesOf(
        row.text("body") !== "" && body(row.text("body")),
        row.text("place"),
        row.flag("open_to_public") && w.t("governance.open"),
      ),
    }),
  },
  { name: "agenda", cell: (row) => w.list(row.texts("agenda")) },
  { name: "present", figure: true, cell: (row) => w.number(row.number("present")) },
  { name: "resolutions", figure: true, cell: (row) => w.number(row.number("resolutions")) },
  {
    name: "minutes",
    cell: (row) =>
      row.flag("minutes_filed")
        ? { text: w.t("word.filed"), tone: "good" }
        : { text: w.t("word.missing"), tone: "warn" },
  },
];

const resolutions = (w: Words, body: (code: string) => string): Column[] => [
  {
    name: "number",
    cell: (row) => ({
      text: row.text("number"),
      notes: notesOf(row.flag("number_repeated") && w.t("governance.repeated")),
    }),
  },
  {
    name: "subject",
    cell: (row) => row.text("subject") || { text: w.t("governance.unregistered"), tone: "warn" },
  },
  { name: "body", cell: (row) => (row.text("body") ? body(row.text("body")) : "–") },
  { name: "taken_on", cell: (row) => w.day(row.text("taken_on")) },
  {
    name: "uses",
    cell: (row) =>
      w.list(
        row
          .messages("uses")
          .map((use) => `${w.nameOf(use, "type_name", "type")} (${w.day(use.text("on"))})`),
      ),
  },
];

export const governance: Register = {
  view: "governance",
  asks: [],
  sections: (answer, w) => {
    const rows = answer.messages("bodies");
    const names = new Map(rows.map((row) => [row.text("code"), w.nameOf(row)]));
    const body = (code: string) => names.get(code) ?? code;
    const calendar = [...answer.messages("duties")].sort(byDueDay);
    const next = calendar.find((row) => row.message("standing").text("next_due_on"));
    const overdue = answer.number("overdue");
    return [
      {
        id: "duties",
        list: "duties",
        title: w.t("section.duties"),
        facts: [
          { name: "overdue", value: w.number(overdue), tone: overdue > 0 ? "bad" : "good" },
          {
            name: "next_due",
            value: w.day(next?.message("standing").text("next_due_on") ?? ""),
            ...(next && { note: w.nameOf(next) }),
          },
        ],
        table: { columns: duties(w, body), rows: calendar },
      },
      {
        id: "bodies",
        list: "bodies",
        title: w.t("section.bodies"),
        table: { columns: bodies(w), rows },
      },
      {
        id: "sittings",
        list: "sittings",
        title: w.t("section.sittings"),
        table: { columns: sittings(w, body), rows: answer.messages("sittings") },
      },
      {
        id: "resolutions",
        list: "resolutions",
        title: w.t("section.resolutions"),
        table: { columns: resolutions(w, body), rows: answer.messages("resolutions") },
      },
    ];
  },
};
