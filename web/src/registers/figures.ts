// Tables of figures that stand: the ones reported beside the ones known now.
import type { Fields } from "../fields";
import { formatPercentX10, formatQuarter } from "../format";
import { type Cell, type Fact, type Section, type Tone, notesOf } from "./shapes";
import type { Words } from "./words";

const PACE_TONES: Record<string, Tone> = {
  PACE_STATE_ON_TRACK: "good",
  PACE_STATE_REACHED: "good",
  PACE_STATE_BEHIND: "warn",
  PACE_STATE_MISSED: "bad",
};

/** Whether what was submitted is what the ledger held then. */
export function digestFact(frozen: Fields, stated: string, w: Words): Fact {
  if (!stated) return { name: "digest", value: w.t("figures.not_stated"), tone: "quiet" };
  const agrees = stated === frozen.text("sha256");
  return {
    name: "digest",
    value: w.t(agrees ? "figures.agrees" : "figures.disagrees"),
    tone: agrees ? "good" : "bad",
    note: `SHA-256 ${stated}`,
  };
}

function difference(was: Fields | undefined, row: Fields, w: Words): Cell {
  if (!was) return { text: "–" };
  const reported = was.number("value");
  const now = row.number("value");
  if (reported === now) return { text: w.number(reported) };
  const by = now - reported;
  return {
    text: w.number(reported),
    tone: "warn",
    notes: [w.t("figures.changed", { by: by > 0 ? `+${w.number(by)}` : w.number(by) })],
  };
}

/** Indicators now; beside them as they were frozen, if they were. */
export function indicators(now: Fields, frozen: Fields | null, w: Words): Section {
  const before = new Map(
    (frozen?.messages("indicators") ?? []).map((row) => [row.text("code"), row]),
  );
  const target = (row: Fields): Cell => {
    const date = row.text("target_date");
    if (!date) return { text: "–" };
    return {
      text: w.number(row.number("target")),
      notes: [w.day(date), formatPercentX10(row.number("percent_x10"), w.lang)],
    };
  };
  return {
    id: "indicators",
    list: "now.figures.indicators",
    title: w.t("section.indicators"),
    notes: notesOf(frozen !== null && w.t("figures.beside")),
    table: {
      columns: [
        {
          name: "indicator",
          cell: (row) => ({
            text: w.nameOf(row),
            notes: notesOf([row.text("code"), row.text("measure")].filter(Boolean).join(", ")),
          }),
        },
        {
          name: "reported",
          figure: true,
          cell: (row) => difference(before.get(row.text("code")), row, w),
        },
        {
          name: "known_now",
          figure: true,
          cell: (row) =>
            row.number("definition_version") === 0
              ? w.t("indicator.unknown")
              : `${w.number(row.number("value"))} ${w.say(row.label("unit"))}`,
        },
        { name: "in_period", figure: true, cell: (row) => w.number(row.number("in_period")) },
        { name: "target", figure: true, cell: target },
        {
          name: "pace",
          cell: (row) => {
            const tone = PACE_TONES[row.text("pace")];
            return { text: w.of(row.text("pace")), ...(tone && { tone }) };
          },
        },
        {
          name: "planned_next",
          figure: true,
          cell: (row) => (row.text("target_date") ? w.number(row.number("planned_next")) : "–"),
        },
      ],
      rows: now.messages("indicators"),
    },
  };
}

export function measures(now: Fields, w: Words): Section {
  return {
    id: "measures",
    list: "now.figures.measures",
    title: w.t("section.measures"),
    table: {
      columns: [
        {
          name: "measure",
          cell: (row) => ({ text: w.nameOf(row, "name", "measure"), notes: [row.text("measure")] }),
        },
        {
          name: "planned_cells",
          figure: true,
          cell: (row) => w.number(row.number("planned_cells")),
        },
        {
          name: "late_cells",
          figure: true,
          cell: (row) => {
            const late = row.number("late_cells");
            return late > 0 ? { text: w.number(late), tone: "bad" } : w.number(late);
          },
        },
        { name: "events", figure: true, cell: (row) => w.number(row.number("events")) },
        {
          name: "deadline",
          cell: (row) => {
            const cell = row.text("deadline");
            return formatQuarter(/^\d+$/.test(cell) ? `M${cell}` : cell, w.lang) || "–";
          },
        },
      ],
      rows: now.messages("measures"),
    },
  };
}

export function deviations(now: Fields, w: Words): Section {
  return {
    id: "deviations",
    list: "now.figures.deviations",
    title: w.t("section.deviations"),
    table: {
      columns: [
        {
          name: "deviation",
          cell: (row) => ({
            text: row.text("subject") || w.called(row.text("measure")) || "–",
            notes: notesOf([row.text("measure"), row.text("indicator")].filter(Boolean).join(", ")),
          }),
        },
        { name: "found_on", cell: (row) => w.day(row.text("found_on")) },
        { name: "cause", cell: (row) => w.of(row.text("cause")) },
        {
          name: "steps",
          cell: (row) => {
            const steps = row.messages("steps").map((step) => {
              const done = step.text("done_on");
              const said = done
                ? w.t("figures.step_done", { date: w.day(done) })
                : w.t("figures.step_due", { date: w.day(step.text("due_on")) });
              return `${step.text("subject")} (${step.text("responsible")}; ${said})`;
            });
            return steps.length > 0 ? { text: "", notes: steps } : "–";
          },
        },
      ],
      rows: now.messages("deviations"),
    },
  };
}

export function happened(now: Fields, w: Words): Section {
  return {
    id: "events",
    list: "now.figures.events",
    title: w.t("section.events"),
    table: {
      columns: [
        { name: "event", cell: (row) => w.nameOf(row, "name", "type") },
        { name: "in_period", figure: true, cell: (row) => w.number(row.number("in_period")) },
        { name: "until_end", figure: true, cell: (row) => w.number(row.number("until_end")) },
      ],
      rows: now.messages("events"),
    },
  };
}
