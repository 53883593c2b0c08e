// The views over a history, in the shapes of paktum.view.v1 as protobuf JSON writes them.
import { addDays, quarterOf } from "./history.mjs";
import {
  END,
  PACT_ID,
  QUARTERS,
  START,
  TOLERANCE_PERCENT,
  cadences,
  eventTypes,
  indicators,
  measures,
} from "./plan.mjs";

const MONTH_DAYS = 30.436875;
const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
const monthEnd = (year, month) => new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);

function monthEnds(last) {
  const ends = [];
  for (let m = 7; ; ++m) {
    const end = monthEnd(2018, m);
    ends.push(end < last ? end : last);
    if (end >= last) return ends;
  }
}

export class Views {
  constructor(history, today) {
    this.history = history;
    this.today = today;
  }

  asOf(query) {
    const valid_at = query.get("valid_at") ?? this.today;
    const known = query.get("known_at");
    const known_at = known ? new Date(known).toISOString() : this.history.at(-1).recorded_at;
    const events = this.history.filter((e) => e.recorded_at <= known_at);
    const voidedBy = new Map();
    for (const e of events)
      for (const target of e.data.target_positions ?? []) voidedBy.set(Number(target), e.position);
    return { valid_at, known_at, events, voidedBy };
  }

  meta(at) {
    return {
      pact: PACT_ID,
      applied_through: String(this.history.length),
      valid_at: at.valid_at,
      known_at: at.known_at,
      plan_version: 1,
      fold_version: 1,
      contains_simulated: true,
    };
  }

  /** Verdict of every event that the indicator looks at, as of `valid_at`. */
  judge(indicator, at, valid_at) {
    const required = indicator.requires
      ? this.persons(
          indicators.find((i) => i.code === indicator.requires),
          at,
          valid_at,
        )
      : null;
    const looked = at.events.filter((e) => e.type === indicator.type);
    const first = new Map();
    const verdictOf = (e) => {
      if (at.voidedBy.has(e.position)) return "VOIDED";
      if (indicator.filter && !indicator.filter(e.data)) return "FILTERED";
      if (e.occurred_on > valid_at) return "AFTER_VALID_AT";
      if (required && !required.has(e.data.participant_id)) return "REQUIREMENT_MISSING";
      return "COUNTED";
    };
    const judged = looked.map((event) => ({ event, verdict: verdictOf(event) }));
    for (const j of judged) {
      if (j.verdict !== "COUNTED") continue;
      const id = j.event.data.participant_id;
      const other = first.get(id);
      if (!other) first.set(id, j);
      else if (j.event.occurred_on < other.event.occurred_on) {
        other.verdict = "PERSON_COUNTED_ALREADY";
        first.set(id, j);
      } else j.verdict = "PERSON_COUNTED_ALREADY";
    }
    return judged;
  }

  persons(indicator, at, valid_at) {
    return new Set(
      this.judge(indicator, at, valid_at)
        .filter((j) => j.verdict === "COUNTED")
        .map((j) => j.event.data.participant_id),
    );
  }

  indicator(indicator, at, series) {
    const value = (day) => this.persons(indicator, at, day).size;
    const now = value(at.valid_at);
    const judged = this.judge(indicator, at, at.valid_at);
    const line = (day) => {
      const points = [[START, 0], ...indicator.targets];
      const next = points.findIndex(([date]) => date > day);
      if (next < 0) return points.at(-1)[1];
      const [from, low] = points[Math.max(next - 1, 0)];
      const [to, high] = points[next];
      return low + ((high - low) * days(from, day)) / days(from, to);
    };
    const targets = indicator.targets.map(([date, target]) => {
      const past = date <= at.valid_at;
      const reached = past ? value(date) : now;
      return {
        date,
        target: String(target),
        value: String(reached),
        percent_x10: String(target > 0 ? Math.round((reached * 1000) / target) : 0),
        past,
      };
    });
    const goal = indicator.targets.at(-1)[1];
    const left = days(at.valid_at, END);
    const missing = goal - now;
    let pace = now >= goal ? "REACHED" : "ON_TRACK";
    if (left < 0) pace = value(END) >= goal ? "REACHED" : "MISSED";
    else if (now < goal && now < line(at.valid_at) - (goal * TOLERANCE_PERCENT) / 100)
      pace = "BEHIND";
    const needed = missing > 0 && left > 0 ? Math.ceil((missing * 100 * MONTH_DAYS) / left) : 0;
    const recent = ((now - value(addDays(at.valid_at, -183))) * 100) / 6;
    const point = (date, v) => ({ date, value: String(Math.round(v)) });
    return {
      code: indicator.code,
      name: indicator.name,
      unit: indicator.unit,
      kind: indicator.kind,
      definition_version: 1,
      definition: indicator.definition,
      value: String(now),
      events: String(judged.filter((j) => /COUNTED/.test(j.verdict)).length),
      targets,
      next_target: targets.findIndex((t) => !t.past),
      needed_per_month_x100: String(needed),
      recent_per_month_x100: String(Math.round(recent)),
      pace: `PACE_STATE_${pace}`,
      problems: indicator.problems,
      measure: "",
      ...(left > 0 && {
        final_forecast: {
          date: END,
          state: "FORECAST_STATE_FORESEEN",
          value: String(now + Math.round((recent * left) / 100 / MONTH_DAYS)),
          low: String(now),
          high: String(now + Math.round((2 * recent * left) / 100 / MONTH_DAYS)),
          target: String(goal),
        },
      }),
      ...(series && {
        monthly: monthEnds(at.valid_at < END ? at.valid_at : END).map((d) => point(d, value(d))),
        planned_line: monthEnds(END).map((d) => point(d, line(d))),
      }),
    };
  }

  indicatorsView(query) {
    const at = this.asOf(query);
    const own = indicators.map((i) => this.indicator(i, at, true));
    const of_measures = query.get("scope") === "all" ? ofMeasures(own[0]) : [];
    return { meta: this.meta(at), indicators: [...own, ...of_measures] };
  }

  explainView(code, query) {
    const indicator = indicators.find((i) => i.code === code);
    if (!indicator) return null;
    const at = this.asOf(query);
    const after = Number(query.get("after") ?? 0);
    const limit = Number(query.get("limit") ?? 50);
    const judged = this.judge(indicator, at, at.valid_at);
    const rest = judged.filter((j) => j.event.position > after);
    const page = rest.slice(0, limit);
    return {
      meta: this.meta(at),
      indicator: this.indicator(indicator, at, false),
      events: page.map(({ event, verdict }) => ({
        position: String(event.position),
        type: event.type,
        occurred_on: event.occurred_on,
        recorded_at: event.recorded_at,
        subject: event.subject.replace(/^(participant)\/.*/, "$1"),
        verdict: `COUNT_VERDICT_${verdict}`,
        amount: verdict === "COUNTED" ? "1" : "0",
        voided_by: String(at.voidedBy.get(event.position) ?? 0),
      })),
      total_events: String(judged.length),
      next_after: rest.length > limit ? String(page.at(-1).event.position) : "0",
    };
  }

  scheduleView(query) {
    const at = this.asOf(query);
    const home = new Map(eventTypes.map(([type, , , measure]) => [type, measure]));
    const done = at.events.filter(
      (e) => e.occurred_on <= at.valid_at && !at.voidedBy.has(e.position),
    );
    const cellsOf = new Map();
    for (const e of done) {
      const measure = e.data.measure ?? home.get(e.type);
      if (measure) {
        const key = `${measure}/${quarterOf(e.occurred_on)}`;
        const kinds = cellsOf.get(key) ?? new Map();
        cellsOf.set(key, kinds.set(e.type, (kinds.get(e.type) ?? 0) + 1));
      }
    }
    const rows = measures.map(([code, from, hu, en]) => ({
      measure: code,
      name: { hu, en },
      pillar: code[0],
      cells: QUARTERS.map((quarter, i) =>
        this.cell(quarter, i >= from, cellsOf.get(`${code}/${quarter}`), at.valid_at),
      ),
    }));
    const cells = rows.flatMap((row) => row.cells);
    return {
      meta: this.meta(at),
      quarters: QUARTERS,
      rows,
      planned_cells: cells.filter((c) => c.planned).length,
      cells: cells.length,
      late_cells: cells.filter((c) => c.state === "CELL_STATE_LATE").length,
      cadences: cadences.map((c) => this.cadence(c, done, at.valid_at)),
    };
  }

  cell(quarter, planned, kinds, valid_at) {
    const current = quarterOf(valid_at);
    let state = "UNSPECIFIED";
    if (kinds) state = planned ? "ACTIVE" : "UNPLANNED";
    else if (planned && quarter > current) state = "AHEAD";
    else if (planned) state = quarter === current ? "WAITING" : "LATE";
    const named = [...(kinds ?? [])].map(([type, count]) => {
      const [, hu, en] = eventTypes.find(([t]) => t === type);
      return { type, name: { hu, en }, count: String(count) };
    });
    const events = named.reduce((sum, kind) => sum + Number(kind.count), 0);
    return { quarter, planned, state: `CELL_STATE_${state}`, kinds: named, events: String(events) };
  }

  cadence(cadence, done, valid_at) {
    const { code, name, months, type, kind } = cadence;
    const said = { code, name, interval_months: months };
    if (!type) return said;
    const held = done
      .filter((e) => e.type === type && (!kind || e.data.document_kind === kind))
      .map((e) => e.occurred_on)
      .sort();
    const due = [];
    for (let m = 12; monthEnd(2018, m) <= END; m += months) due.push(monthEnd(2018, m));
    const met = due.map((end, i) =>
      held.some((day) => day <= end && (i === 0 || due[i - 1] < day)),
    );
    const next_due_on = due[met.lastIndexOf(true) + 1] ?? "";
    return {
      ...said,
      last_on: held.at(-1) ?? "",
      next_due_on,
      overdue: next_due_on !== "" && next_due_on < valid_at,
      held: held.length,
      expected: due.filter((day) => day < valid_at).length,
      missed: due.filter((day, i) => day < valid_at && !met[i]).length,
    };
  }
}

/** Results and outputs of measures: one with a range, one that no event carries. */
function ofMeasures(like) {
  const { monthly, planned_line } = like;
  const common = { events: "17", problems: [], next_target: 0, pace: "PACE_STATE_ON_TRACK" };
  return [
    {
      ...common,
      code: "1.2.O2",
      measure: "1.2",
      kind: "output",
      name: { hu: "Rendezvények résztvevői", en: "Participants of events" },
      unit: { hu: "fő", en: "persons" },
      definition_version: 2,
      definition: { hu: "Jelenlétek összege", en: "Sum of attendances" },
      value: "495",
      targets: [{ date: "", month: 10, target: "45", target_max: "60", percent_x10: "11000" }],
      monthly,
      planned_line,
    },
    {
      ...common,
      code: "1.3.R1",
      measure: "1.3",
      kind: "result",
      name: { hu: "Befektetői elképzelések", en: "Ideas of investors" },
      unit: { hu: "db", en: "pieces" },
      definition_version: 0,
      targets: [{ date: END, target: "5", at_least: true }],
    },
  ];
}
