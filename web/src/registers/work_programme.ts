import type { Fields } from "../fields";
import { type Column, type Register, type Tone, notesOf } from "./shapes";
import type { Words } from "./words";

const STATE_TONES: Record<string, Tone> = {
  TASK_STATE_OVERDUE: "bad",
  TASK_STATE_DONE: "good",
  TASK_STATE_DONE_LATE: "warn",
  TASK_STATE_DROPPED: "quiet",
};

const columns = (w: Words): Column[] => [
  {
    name: "task",
    cell: (row) => ({
      text: row.text("subject") || "–",
      notes: notesOf(
        row.text("measure") !== "" && w.t("feed.measure", { code: row.text("measure") }),
      ),
    }),
  },
  {
    name: "responsible",
    cell: (row) => w.nameOf(row, "responsible_name", "responsible") || "–",
  },
  { name: "due_on", cell: (row) => w.day(row.text("due_on")) },
  {
    name: "state",
    cell: (row) => {
      const state = row.text("state");
      const tone = STATE_TONES[state];
      const days = row.number("overdue_days");
      return {
        text: w.of(state),
        ...(tone && { tone }),
        notes: notesOf(
          days > 0 && w.t("work.days", { n: w.number(days) }),
          w.of(row.text("drop_reason"), ""),
        ),
      };
    },
  },
  { name: "ended_on", cell: (row) => w.day(row.text("ended_on")) },
  { name: "proof", cell: (row) => (row.flag("document_filed") ? w.t("word.filed") : "–") },
];

const year = (row: Fields, w: Words, of_programme: boolean): string =>
  w.t(of_programme ? "work.programme_year" : "work.year", { n: row.number("year") });

export const workProgramme: Register = {
  view: "work-programme",
  asks: [],
  sections: (answer, w) =>
    answer.messages("years").map((row) => ({
      id: `year-${row.number("year")}`,
      list: "years.tasks",
      title: year(row, w, answer.flag("programme_years")),
      facts: [
        { name: "open", value: w.number(row.number("open")) },
        {
          name: "overdue",
          value: w.number(row.number("overdue")),
          tone: row.number("overdue") > 0 ? ("bad" as const) : ("good" as const),
        },
        { name: "done", value: w.number(row.number("done")) },
        { name: "dropped", value: w.number(row.number("dropped")) },
      ],
      table: { columns: columns(w), rows: row.messages("tasks") },
    })),
};
