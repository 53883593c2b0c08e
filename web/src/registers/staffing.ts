// Posts of the plan and since when they are held. Names are sealed and do not come here.
import type { Fields } from "../fields";
import { type Cell, type Column, type Register, notesOf } from "./shapes";
import type { Words } from "./words";

const span = (holder: Fields, w: Words): string => {
  const until = holder.text("until");
  return until
    ? `${w.day(holder.text("since"))} – ${w.day(until)}`
    : w.t("staffing.since", { date: w.day(holder.text("since")) });
};

function holders(row: Fields, w: Words): Cell {
  const now = row.messages("holders").map((holder) => span(holder, w));
  const former = row.messages("former").map((holder) => span(holder, w));
  return {
    text: now.length > 0 ? now.join("; ") : w.t("staffing.nobody"),
    ...(now.length === 0 && { tone: "quiet" as const }),
    notes: former.length > 0 ? [w.t("staffing.former", { spans: former.join("; ") })] : [],
  };
}

const posts = (w: Words): Column[] => [
  {
    name: "post",
    cell: (row) => ({
      text: w.nameOf(row),
      notes: [w.t(row.flag("management") ? "staffing.management" : "staffing.professional")],
    }),
  },
  { name: "organisation", cell: (row) => w.called(row.text("organisation")) },
  { name: "places", figure: true, cell: (row) => w.number(row.number("persons")) },
  { name: "held_places", figure: true, cell: (row) => w.number(row.number("held")) },
  {
    name: "vacant",
    figure: true,
    cell: (row) => {
      const vacant = row.number("vacant");
      return vacant > 0 ? { text: w.number(vacant), tone: "warn" } : w.number(vacant);
    },
  },
  { name: "holders", cell: (row) => holders(row, w) },
];

const elsewhere = (w: Words): Column[] => [
  { name: "post", cell: (row) => w.nameOf(row) },
  { name: "organisation", cell: (row) => w.called(row.text("organisation")) },
  { name: "places", figure: true, cell: (row) => w.number(row.number("persons")) },
];

export const staffing: Register = {
  view: "staffing",
  asks: [],
  sections: (answer, w) => {
    const vacant = answer.number("vacant");
    const others = answer.messages("stated_elsewhere");
    return [
      {
        id: "posts",
        list: "posts",
        title: w.t("section.posts"),
        notes: notesOf(w.t("staffing.sealed")),
        facts: [
          { name: "places", value: w.number(answer.number("persons")) },
          { name: "held_places", value: w.number(answer.number("held")) },
          { name: "vacant", value: w.number(vacant), tone: vacant > 0 ? "warn" : "good" },
        ],
        table: { columns: posts(w), rows: answer.messages("posts") },
      },
      ...(others.length > 0
        ? [
            {
              id: "elsewhere",
              list: "stated_elsewhere",
              title: w.t("section.posts_elsewhere"),
              notes: [w.t("staffing.elsewhere")],
              table: { columns: elsewhere(w), rows: others },
            },
          ]
        : []),
    ];
  },
};
