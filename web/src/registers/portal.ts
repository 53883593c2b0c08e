import { type Register, notesOf, withheld } from "./shapes";

export const portal: Register = {
  view: "portal",
  asks: [],
  sections: (answer, w) => {
    const letter = answer.message("newsletter");
    const hidden = letter.flag("suppressed");
    const count = (field: string) => withheld(hidden, () => w.number(letter.number(field)));
    return [
      {
        id: "notices",
        list: "notices",
        title: w.t("section.notices"),
        table: {
          columns: [
            {
              name: "notice",
              cell: (row) => ({
                text: row.text("title"),
                notes: notesOf(...row.text("text").split(/\n+/)),
              }),
            },
            { name: "surface", cell: (row) => w.nameOf(row, "surface_name", "surface") },
            { name: "since", cell: (row) => w.day(row.text("since")) },
            { name: "until", cell: (row) => w.day(row.text("until")) },
          ],
          rows: answer.messages("notices"),
        },
      },
      {
        id: "surfaces",
        list: "surfaces",
        title: w.t("section.surfaces"),
        table: {
          columns: [
            { name: "surface", cell: (row) => w.nameOf(row) },
            { name: "shown", figure: true, cell: (row) => w.number(row.number("notices")) },
            { name: "published", figure: true, cell: (row) => w.number(row.number("published")) },
          ],
          rows: answer.messages("surfaces"),
        },
      },
      {
        id: "newsletter",
        title: w.t("section.newsletter"),
        notes: notesOf(hidden && w.t("word.suppressed")),
        facts: [
          { name: "asked", value: count("asked") },
          { name: "unconfirmed", value: count("waiting") },
          { name: "confirmed", value: count("confirmed") },
          { name: "unsubscribed", value: count("left") },
        ],
      },
    ];
  },
};
