// Every indicator of the pact: its own, then results and outputs measure by measure.
import { readIndicator } from "../api";
import { dueText, forecastText, targetText } from "./targets";
import { formatPercentX10 } from "../format";
import type { Fields } from "../fields";
import type { IndicatorState, PaceState, TargetState } from "../view_types";
import { type Cell, type Column, type Register, type Tone, notesOf } from "./shapes";
import type { Words } from "./words";

const PACE_TONES: Record<PaceState, Tone> = {
  ON_TRACK: "good",
  REACHED: "good",
  BEHIND: "warn",
  MISSED: "bad",
  UNSPECIFIED: "quiet",
};

function named(one: IndicatorState, w: Words): Cell {
  const kind = one.kind === "output" ? "indicator.output" : "indicator.result";
  const definition = w.t("indicator.definition_version", { n: one.definition_version });
  return {
    text: w.say(one.name),
    notes: notesOf(
      `${one.code} · ${w.t(kind)}`,
      one.definition_version > 0
        ? `${w.say(one.definition)} (${definition})`
        : w.t("indicator.no_definition"),
    ),
  };
}

function value(one: IndicatorState, w: Words): Cell {
  if (one.definition_version === 0) return { text: w.t("indicator.unknown"), tone: "quiet" };
  return {
    text: `${w.number(one.value)} ${w.say(one.unit)}`,
    notes: [w.t("indicator.events", { n: w.number(one.events) })],
    explains: one.code,
  };
}

function target(one: TargetState | undefined, w: Words): Cell {
  if (!one) return { text: "–" };
  return {
    text: targetText(one, w.lang, w.t),
    notes: [dueText(one, w.lang, w.t), formatPercentX10(one.percent_x10, w.lang)],
  };
}

function pace(one: IndicatorState, w: Words): Cell {
  const per_month = (x100: number) =>
    w.t("indicator.per_month", { n: w.decimal(x100 / 100), unit: w.say(one.unit) });
  const needed = one.needed_per_month_x100;
  return {
    text: w.t(`pace.${one.pace}`),
    tone: PACE_TONES[one.pace],
    notes: notesOf(
      needed > 0 && `${w.t("indicator.needed")}: ${per_month(needed)}`,
      needed > 0 && `${w.t("indicator.recent")}: ${per_month(one.recent_per_month_x100)}`,
    ),
  };
}

function forecast(one: IndicatorState, w: Words): Cell {
  const last = one.final_forecast;
  if (!last || one.definition_version === 0) return { text: "–" };
  const said = forecastText(last, one, w.lang, w.t);
  if (said === null) return { text: "–" };
  return last.state === "FORESEEN"
    ? { text: said, notes: [w.day(last.date)] }
    : { text: said, tone: "quiet" };
}

function columns(states: Map<Fields, IndicatorState>, w: Words): Column[] {
  const of = (cell: (one: IndicatorState) => Cell) => (row: Fields) => cell(states.get(row)!);
  return [
    { name: "indicator", cell: of((one) => named(one, w)) },
    { name: "value", figure: true, cell: of((one) => value(one, w)) },
    {
      name: "next_target",
      figure: true,
      cell: of((one) => {
        const next = one.targets[one.next_target];
        return next === one.targets.at(-1) ? { text: "–" } : target(next, w);
      }),
    },
    { name: "final_target", figure: true, cell: of((one) => target(one.targets.at(-1), w)) },
    { name: "pace", cell: of((one) => pace(one, w)) },
    { name: "forecast", figure: true, cell: of((one) => forecast(one, w)) },
  ];
}

export const indicators: Register = {
  view: "indicators",
  asks: [],
  fixed: { scope: "all" },
  sections: (answer, w) => {
    const groups = new Map<string, Fields[]>();
    const states = new Map<Fields, IndicatorState>();
    for (const row of answer.messages("indicators")) {
      const one = readIndicator(row.raw);
      states.set(row, one);
      groups.set(one.measure, [...(groups.get(one.measure) ?? []), row]);
    }
    return [...groups].map(([measure, rows], at) => ({
      id: `measure-${measure.replaceAll(".", "-") || "project"}`,
      // All of them are one list of the answer.
      ...(at === 0 && { list: "indicators" }),
      title: measure
        ? w.t("section.measure", { code: measure, name: w.called(measure) })
        : w.t("section.project_indicators"),
      table: { columns: columns(states, w), rows },
    }));
  },
};
