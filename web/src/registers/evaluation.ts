// The interim evaluation of a half-year, and its status report.
import type { Fields } from "../fields";
import * as figures from "./figures";
import { type Fact, type Register, type Section, type Tone, notesOf } from "./shapes";
import type { Words } from "./words";

const STATE_TONES: Record<string, Tone> = {
  EVALUATION_STATE_OPEN: "warn",
  EVALUATION_STATE_SUBMITTED: "warn",
  EVALUATION_STATE_RETURNED: "bad",
  EVALUATION_STATE_APPROVED: "good",
};

function stateFacts(answer: Fields, w: Words): Fact[] {
  const state = answer.text("state");
  const tone = STATE_TONES[state];
  const resolution = answer.text("resolution");
  const closed = answer.text("closed_on");
  return [
    { name: "state", value: w.of(state, w.t("evaluation.not_opened")), ...(tone && { tone }) },
    { name: "submitted", value: w.day(answer.text("submitted_on")) },
    {
      name: "approved",
      value: w.day(answer.text("approved_on")),
      ...(resolution && { note: w.t("documents.resolution", { number: resolution }) }),
    },
    { name: "closed", value: closed ? w.day(closed) : w.t("evaluation.period_open") },
    figures.digestFact(answer.message("reported"), answer.text("stated_sha256"), w),
  ];
}

function parts(answer: Fields, w: Words): Section {
  const public_now = answer.text("state") === "EVALUATION_STATE_APPROVED";
  return {
    id: "parts",
    list: "parts",
    title: w.t("section.parts"),
    notes: notesOf(!public_now && w.t("evaluation.texts_later")),
    table: {
      columns: [
        { name: "part", cell: (row) => w.say(row.label("name")) || w.of(row.text("part")) },
        { name: "text", cell: (row) => row.text("text") || "–" },
        { name: "written_on", cell: (row) => w.day(row.text("written_on")) },
      ],
      rows: answer.messages("parts"),
    },
  };
}

function changes(answer: Fields, w: Words): Section {
  const names = new Map(
    answer
      .message("now")
      .message("figures")
      .messages("indicators")
      .map((row) => [row.text("code"), w.nameOf(row)]),
  );
  return {
    id: "changes",
    list: "changes",
    title: w.t("section.changes"),
    notes: [w.t("evaluation.changes_note")],
    table: {
      columns: [
        {
          name: "indicator",
          cell: (row) => {
            const code = row.text("indicator");
            return { text: names.get(code) || code, notes: [code] };
          },
        },
        { name: "reported", figure: true, cell: (row) => w.number(row.number("reported")) },
        { name: "known_now", figure: true, cell: (row) => w.number(row.number("now")) },
      ],
      rows: answer.messages("changes"),
    },
  };
}

function lateFacts(answer: Fields, w: Words): Section {
  const rows = answer.messages("late_facts");
  const total = answer.number("late_facts_total");
  return {
    id: "late-facts",
    list: "late_facts",
    title: w.t("section.late_facts"),
    notes: notesOf(
      total > rows.length &&
        w.t("evaluation.late_shown", { shown: w.number(rows.length), total: w.number(total) }),
    ),
    table: {
      columns: [
        {
          name: "event",
          cell: (row) => ({
            text: w.nameOf(row, "name", "type"),
            notes: [w.t("evaluation.position", { n: w.number(row.number("position")) })],
          }),
        },
        { name: "occurred_on", cell: (row) => w.day(row.text("occurred_on")) },
        { name: "recorded_at", cell: (row) => w.instant(row.text("recorded_at")) },
        { name: "reason", cell: (row) => w.of(row.text("late_reason")) },
        {
          name: "voided",
          cell: (row) => {
            const by = row.number("voided_by");
            return by > 0
              ? { text: w.t("verdict.VOIDED_BY", { n: w.number(by) }), tone: "bad" }
              : { text: w.t("evaluation.in_force"), tone: "good" };
          },
        },
      ],
      rows,
    },
  };
}

export const evaluation: Register = {
  view: "evaluation",
  asks: ["period"],
  sections: (answer, w) => {
    const now = answer.message("now").message("figures");
    const submitted = answer.has("reported");
    const frozen = submitted ? answer.message("reported").message("figures") : null;
    return [
      {
        id: "state",
        title: w.t("section.evaluation", { period: w.period(answer.text("period")) }),
        notes: [
          w.t("evaluation.days", {
            first: w.day(answer.text("first_day")),
            last: w.day(answer.text("last_day")),
          }),
        ],
        facts: stateFacts(answer, w),
      },
      parts(answer, w),
      figures.indicators(now, frozen, w),
      ...(submitted ? [changes(answer, w), lateFacts(answer, w)] : []),
      figures.measures(now, w),
      figures.deviations(now, w),
      figures.happened(now, w),
    ];
  },
};

export const statusReport: Register = {
  view: "status-report",
  asks: ["period"],
  sections: (answer, w) => {
    const now = answer.message("now").message("figures");
    const issued = answer.message("issued");
    const issued_on = answer.text("issued_on");
    return [
      {
        id: "state",
        title: w.t("section.status_report", { period: w.period(answer.text("period")) }),
        facts: [
          {
            name: "issued",
            value: issued_on ? w.day(issued_on) : w.t("evaluation.not_issued"),
            tone: issued_on ? "good" : "quiet",
          },
          figures.digestFact(issued, answer.text("stated_sha256"), w),
        ],
      },
      figures.indicators(now, answer.has("issued") ? issued.message("figures") : null, w),
      figures.measures(now, w),
      figures.deviations(now, w),
      figures.happened(now, w),
    ];
  },
};
