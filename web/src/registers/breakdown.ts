import { type Register, notesOf, withheld } from "./shapes";

/** Characteristics by which persons are counted. */
export const CHARACTERISTICS = [
  "gender",
  "age_band",
  "schooling",
  "labour_status",
  "target_group",
  "settlement",
  "scheme",
  "employer",
  "office",
] as const;
export type Characteristic = (typeof CHARACTERISTICS)[number];

export const breakdown: Register = {
  view: "breakdown",
  asks: ["indicator", "by"],
  sections: (answer, w) => {
    const rows = answer.messages("cells");
    const elsewhere = answer.texts("counted_elsewhere");
    const count = (field: string) => w.number(answer.number(field));
    return [
      {
        id: "cells",
        title: `${answer.text("indicator")} – ${w.say(answer.label("name"))}`,
        notes: notesOf(
          answer.flag("overlapping") && w.t("breakdown.overlapping"),
          rows.some((row) => row.flag("suppressed")) &&
            w.t("breakdown.suppressed", { n: answer.number("threshold") }),
          elsewhere.length > 0 && w.t("breakdown.elsewhere", { codes: elsewhere.join(", ") }),
        ),
        facts: [
          { name: "persons", value: count("persons") },
          { name: "enrolments", value: count("enrolments") },
          { name: "counted_events", value: count("events") },
          { name: "complete", value: count("complete_persons") },
        ],
        table: {
          columns: [
            {
              name: "characteristic",
              cell: (row) => {
                const code = row.text("code");
                return code ? w.nameOf(row) : { text: w.t("breakdown.unknown"), tone: "quiet" };
              },
            },
            {
              name: "persons",
              figure: true,
              cell: (row) =>
                withheld(row.flag("suppressed"), () => w.number(row.number("persons"))),
            },
          ],
          rows,
        },
      },
    ];
  },
};
