// Activity codes of the funder's list, by whom they are undertaken and what was reported.
import type { Fields } from "../fields";
import { type Cell, type Column, type Register, type Section, notesOf } from "./shapes";
import type { Words } from "./words";

function reported(row: Fields, w: Words): Cell {
  const lines = row.messages("organisations").map((use) => {
    const reports = use.number("reports");
    const said = !use.flag("assigned")
      ? "activities.unassigned"
      : reports > 0
        ? "activities.use"
        : "activities.no_report";
    return w.t(said, {
      name: w.called(use.text("organisation")),
      n: w.number(reports),
      date: w.day(use.text("last_on")),
    });
  });
  return lines.length > 0
    ? { text: "", notes: lines }
    : { text: w.t("activities.nobody"), tone: "quiet" };
}

const columns = (w: Words): Column[] => [
  { name: "activity", cell: (row) => `${row.text("letter")}) ${w.nameOf(row, "name", "letter")}` },
  { name: "undertaken_by", cell: (row) => reported(row, w) },
  {
    name: "reports",
    figure: true,
    cell: (row) => {
      const reports = row.number("reports");
      return reports > 0 ? w.number(reports) : { text: w.number(reports), tone: "warn" };
    },
  },
  { name: "last_on", cell: (row) => w.day(row.text("last_on")) },
];

function members(answer: Fields, w: Words): Section {
  const unknown = answer.number("unknown_codes");
  return {
    id: "activity-members",
    list: "members",
    title: w.t("section.activity_members"),
    notes: notesOf(unknown > 0 && w.t("activities.unknown_codes", { n: w.number(unknown) })),
    table: {
      columns: [
        { name: "organisation", cell: (row) => w.called(row.text("organisation")) },
        { name: "assigned", figure: true, cell: (row) => w.number(row.number("assigned")) },
        {
          name: "assigned_reported",
          figure: true,
          cell: (row) => {
            const count = row.number("reported");
            const open = count < row.number("assigned");
            return open ? { text: w.number(count), tone: "warn" } : w.number(count);
          },
        },
      ],
      rows: answer.messages("members"),
    },
  };
}

export const activities: Register = {
  view: "activities",
  asks: [],
  sections: (answer, w) => {
    const lists = answer.messages("sections");
    if (lists.length === 0) {
      return [
        { id: "activities", title: w.t("section.activities"), notes: [w.t("activities.none")] },
      ];
    }
    return [
      members(answer, w),
      ...lists.map((list, at) => ({
        id: `activities-${at}`,
        list: "sections.activities",
        title: `${list.text("code")} – ${w.nameOf(list)}`,
        notes: notesOf(
          w.t(list.flag("mandatory") ? "activities.mandatory" : "activities.optional"),
          !list.flag("independently_eligible") && w.t("activities.dependent"),
        ),
        table: { columns: columns(w), rows: list.messages("activities") },
      })),
    ];
  },
};
