import type { Fields } from "../fields";
import { type Cell, type Register, type Section, notesOf, withheld } from "./shapes";
import type { Words } from "./words";

const VERDICT_TONES: Record<string, Cell["tone"]> = {
  BUDGET_VERDICT_CONSISTENT: "good",
  BUDGET_VERDICT_CONSISTENT_ON_A_READING: "warn",
  BUDGET_VERDICT_INCONSISTENT_AS_PRINTED: "bad",
};

function checked(scheme: Fields, w: Words): Cell {
  const verdict = scheme.text("verdict");
  const tone = VERDICT_TONES[verdict];
  const notes = scheme.messages("checks").map((check) =>
    w.t(check.flag("agrees_with_printed") ? "budget.check_agrees" : "budget.check_differs", {
      reading: w.say(check.label("reading")),
      product: w.money(check.number("product_ft")),
    }),
  );
  return {
    text: w.of(verdict),
    ...(tone && { tone }),
    notes: notesOf(...notes, w.say(scheme.label("note"))),
  };
}

function planned(scheme: Fields, w: Words): Cell {
  const persons = scheme.number("planned_persons");
  const unit = scheme.number("unit_amount_ft");
  const months = scheme.number("months");
  const inside = scheme.text("possibly_inside");
  return {
    text: w.money(scheme.number("planned_ft")),
    notes: notesOf(
      persons > 0 &&
        w.t(scheme.flag("persons_approximate") ? "budget.about_persons" : "budget.persons", {
          n: w.number(persons),
        }),
      unit > 0 && w.t("budget.unit", { amount: w.money(unit) }),
      months > 0 && w.t("budget.months", { n: months }),
      inside !== "" && w.t("budget.inside", { scheme: inside }),
    ),
  };
}

/** Free money or places; below zero is more than was planned. */
function free(value: number, text: string): Cell {
  return value < 0 ? { text, tone: "bad" } : { text };
}

function persons(row: Fields, w: Words): Cell {
  const use = row.message("use");
  if (row.flag("suppressed")) return { text: "–" };
  const free_persons = use.number("free_persons");
  const limited = row.number("planned_persons") > 0;
  return {
    text: w.number(use.number("persons")),
    ...(limited && { notes: [w.t("budget.free_persons", { n: w.number(free_persons) })] }),
    ...(limited && free_persons < 0 && { tone: "bad" as const }),
  };
}

const used = (w: Words) => {
  const money = (field: string) => (row: Fields) =>
    withheld(row.flag("suppressed"), () => w.money(row.message("use").number(field)));
  return [
    { name: "committed" as const, figure: true, cell: money("committed_ft") },
    { name: "paid" as const, figure: true, cell: money("paid_ft") },
    { name: "reclaimed" as const, figure: true, cell: money("reclaimed_ft") },
    {
      name: "free" as const,
      figure: true,
      cell: (row: Fields): Cell | string => {
        if (row.flag("suppressed")) return "–";
        const value = row.message("use").number("free_ft");
        return free(value, w.money(value));
      },
    },
    { name: "persons_used" as const, figure: true, cell: (row: Fields) => persons(row, w) },
  ];
};

function totals(answer: Fields, w: Words): Section {
  const rows = [answer.message("total"), answer.message("wage_total")];
  return {
    id: "totals",
    title: w.t("section.budget_totals"),
    notes: notesOf(
      w.t("budget.totals_note"),
      rows.some((row) => row.flag("suppressed")) && w.t("word.suppressed"),
    ),
    table: {
      columns: [
        { name: "total", cell: (row) => w.t(row === rows[0] ? "budget.all" : "budget.wage") },
        { name: "planned", figure: true, cell: (row) => w.money(row.number("planned_ft")) },
        {
          name: "planned_without",
          figure: true,
          cell: (row) => w.money(row.number("planned_without_possibly_inside_ft")),
        },
        ...used(w),
      ],
      rows,
    },
  };
}

function schemes(answer: Fields, w: Words): Section {
  const rows = answer.messages("schemes");
  return {
    id: "schemes",
    list: "schemes",
    title: w.t("section.schemes"),
    notes: notesOf(
      w.t("budget.printed_note"),
      rows.some((row) => row.flag("suppressed")) && w.t("word.suppressed"),
    ),
    table: {
      columns: [
        {
          name: "scheme",
          cell: (row) => ({
            text: w.nameOf(row),
            notes: notesOf(row.text("code"), row.text("printed_label")),
          }),
        },
        { name: "planned", figure: true, cell: (row) => planned(row, w) },
        { name: "computed", cell: (row) => checked(row, w) },
        ...used(w),
      ],
      rows,
    },
  };
}

function followOn(answer: Fields, w: Words): Section {
  const duty = answer.message("follow_on");
  const hidden = duty.flag("suppressed");
  const count = (field: string) => withheld(hidden, () => w.number(duty.number(field)));
  const months = answer
    .messages("schemes")
    .filter((scheme) => scheme.number("follow_on_months") > 0)
    .map((scheme) =>
      w.t("budget.duty_of", { scheme: w.nameOf(scheme), n: scheme.number("follow_on_months") }),
    );
  return {
    id: "follow-on",
    title: w.t("section.follow_on"),
    notes: notesOf(...months, hidden && w.t("word.suppressed")),
    facts: [
      { name: "duties", value: count("grants") },
      { name: "duties_pending", value: count("pending") },
      { name: "duties_met", value: count("met") },
      { name: "duties_broken", value: count("broken") },
      { name: "duties_no_job", value: count("no_job") },
    ],
  };
}

export const budget: Register = {
  view: "budget",
  asks: [],
  sections: (answer, w) => [
    totals(answer, w),
    schemes(answer, w),
    followOn(answer, w),
    {
      id: "supports",
      list: "supports",
      title: w.t("section.supports"),
      table: {
        columns: [
          {
            name: "support",
            cell: (row) => ({ text: w.nameOf(row), notes: [row.text("code")] }),
          },
          {
            name: "funded_by",
            cell: (row) => {
              const codes = row.texts("schemes");
              return codes.length > 0
                ? w.list(codes)
                : { text: w.t("budget.no_money"), tone: "warn" };
            },
          },
        ],
        rows: answer.messages("supports"),
      },
    },
  ],
};
