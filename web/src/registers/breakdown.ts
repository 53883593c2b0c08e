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
    const threshold = answer.number("threshold");
    const all = answer.number("persons");
    // To whom small counts are not shown, 0 is one of them.
    const persons =
      all === 0 && threshold > 0 ? w.t("breakdown.fewer", { n: threshold }) : w.number(all);
    return [
      {
        id: "cells",
        list: "cells",
        title: `${answer.text("indicator")} – ${w.say(answer.label("name"))}`,
        notes: notesOf(
          w.t("indicator.definition_version", { n: answer.number("definition_version") }),
          answer.flag("overlapping") && w.t("breakdown.overlapping"),
          rows.some((row) => row.flag("suppressed")) &&
            w.t("breakdown.suppressed", { n: threshold }),
          elsewhere.length > 0 && w.t("breakdown.elsewhere", { codes: elsewhere.join(", ") }),
        ),
        facts: [
          { name: "persons", value: persons },
          {
            name: "enrolments",
            value: withheld(threshold > 0, () => w.number(answer.number("enrolments"))),
            ...(threshold > 0 && { note: w.t("breakdown.enrolments_withheld") }),
          },
          { name: "counted_events", value: w.number(answer.number("events")) },
          answer.number("complete_persons") === 0 && threshold > 0
            ? { name: "complete", value: "–", note: w.t("breakdown.complete_withheld") }
            : { name: "complete", value: w.number(answer.number("complete_persons")) },
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
