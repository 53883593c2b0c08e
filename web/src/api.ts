// The page's only door to the server: shapes of paktum.view.v1 and the requests that fetch them.
// protobuf JSON leaves out fields with default values and writes 64-bit numbers as text, so every
// answer is read field by field and a missing field is its default.
import { Fields, asList, asObject, label, number, text } from "./fields";
import type { AsOf } from "./url_state";
import type {
  Label,
  ViewMeta,
  DatedValue,
  TargetState,
  Forecast,
  IndicatorState,
  IndicatorsView,
  ExplainedEvent,
  ExplainView,
  ScheduleCell,
  CadenceState,
  ScheduleView,
  Named,
  PactSummary,
  Pact,
  FeedEvent,
} from "./view_types";

export type * from "./view_types";

/** A refusal or failure; `retriable` ones pass by themselves. Status 0 = no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What is wrong, for the reader of the page; empty when the server did not say. */
    readonly text: Label = { hu: "", en: "" },
  ) {
    super(message);
    this.name = "ApiError";
  }
  get retriable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

function enumName<T extends string>(value: unknown, prefix: string, names: readonly T[]): T | null {
  const name = text(value).replace(prefix, "") as T;
  return names.includes(name) ? name : null;
}

const PACES = ["ON_TRACK", "BEHIND", "REACHED", "MISSED"] as const;
const CELLS = ["AHEAD", "ACTIVE", "WAITING", "LATE", "UNPLANNED"] as const;
const FORECASTS = ["COUNTED", "FORESEEN", "NOT_ENOUGH_DATA", "NOT_CUMULATIVE"] as const;
const VERDICTS = [
  "COUNTED",
  "PERSON_COUNTED_ALREADY",
  "VOIDED",
  "AFTER_VALID_AT",
  "FILTERED",
  "REQUIREMENT_MISSING",
  "OUTSIDE_PERIOD",
] as const;

export function readMeta(value: unknown): ViewMeta {
  const o = asObject(value);
  return {
    pact: text(o.pact),
    applied_through: number(o.applied_through),
    valid_at: text(o.valid_at),
    known_at: text(o.known_at),
    plan_version: number(o.plan_version),
    fold_version: number(o.fold_version),
    unknown_events: number(o.unknown_events),
    contains_simulated: o.contains_simulated === true,
  };
}

const readDated = (value: unknown): DatedValue => {
  const o = asObject(value);
  return { date: text(o.date), value: number(o.value) };
};

function readTarget(value: unknown): TargetState {
  const o = asObject(value);
  return {
    date: text(o.date),
    target: number(o.target),
    value: number(o.value),
    percent_x10: number(o.percent_x10),
    past: o.past === true,
    month: number(o.month),
    target_max: number(o.target_max),
    at_least: o.at_least === true,
  };
}

function readForecast(value: unknown): Forecast | null {
  if (typeof value !== "object" || value === null) return null;
  const o = asObject(value);
  return {
    date: text(o.date),
    state: enumName(o.state, "FORECAST_STATE_", FORECASTS) ?? "UNSPECIFIED",
    value: number(o.value),
    low: number(o.low),
    high: number(o.high),
    target: number(o.target),
  };
}

export function readIndicator(value: unknown): IndicatorState {
  const o = asObject(value);
  return {
    code: text(o.code),
    name: label(o.name),
    unit: label(o.unit),
    kind: text(o.kind),
    definition_version: number(o.definition_version),
    definition: label(o.definition),
    value: number(o.value),
    events: number(o.events),
    targets: asList(o.targets).map(readTarget),
    next_target: number(o.next_target),
    needed_per_month_x100: number(o.needed_per_month_x100),
    recent_per_month_x100: number(o.recent_per_month_x100),
    pace: enumName(o.pace, "PACE_STATE_", PACES) ?? "UNSPECIFIED",
    monthly: asList(o.monthly).map(readDated),
    planned_line: asList(o.planned_line).map(readDated),
    problems: asList(o.problems).map(text).filter(Boolean),
    measure: text(o.measure),
    next_forecast: readForecast(o.next_forecast),
    final_forecast: readForecast(o.final_forecast),
  };
}

export function readIndicators(value: unknown): IndicatorsView {
  const o = asObject(value);
  return { meta: readMeta(o.meta), indicators: asList(o.indicators).map(readIndicator) };
}

function readExplained(value: unknown): ExplainedEvent {
  const o = asObject(value);
  return {
    position: number(o.position),
    type: text(o.type),
    occurred_on: text(o.occurred_on),
    recorded_at: text(o.recorded_at),
    verdict: enumName(o.verdict, "COUNT_VERDICT_", VERDICTS) ?? "UNSPECIFIED",
    amount: number(o.amount),
    voided_by: number(o.voided_by),
    late_reason: text(o.late_reason).endsWith("_UNSPECIFIED") ? "" : text(o.late_reason),
  };
}

export function readExplain(value: unknown): ExplainView {
  const o = asObject(value);
  return {
    meta: readMeta(o.meta),
    indicator: readIndicator(o.indicator),
    events: asList(o.events).map(readExplained),
    total_events: number(o.total_events),
    next_after: number(o.next_after),
  };
}

/** What stands above the columns: quarters, or months on the calendar as far as it is known. */
function readColumns(o: Record<string, unknown>): string[] {
  const quarters = asList(o.quarters).map(text);
  if (quarters.length > 0) return quarters;
  return asList(o.months).map((month) => {
    const m = asObject(month);
    return text(m.first_day).slice(0, 7) || `M${number(m.month)}`;
  });
}

function readCell(value: unknown, column: string): ScheduleCell {
  const o = asObject(value);
  return {
    quarter: column,
    planned: o.planned === true,
    state: enumName(o.state, "CELL_STATE_", CELLS) ?? "UNSPECIFIED",
    kinds: asList(o.kinds).map((kind) => {
      const k = asObject(kind);
      return { type: text(k.type), name: label(k.name), count: number(k.count) };
    }),
    events: number(o.events),
  };
}

function readCadence(value: unknown): CadenceState {
  const o = asObject(value);
  return {
    code: text(o.code),
    name: label(o.name),
    interval_months: number(o.interval_months),
    last_on: text(o.last_on),
    next_due_on: text(o.next_due_on),
    overdue: o.overdue === true,
    held: number(o.held),
    expected: number(o.expected),
    missed: number(o.missed),
  };
}

export function readSchedule(value: unknown): ScheduleView {
  const o = asObject(value);
  const quarters = readColumns(o);
  return {
    meta: readMeta(o.meta),
    quarters,
    rows: asList(o.rows).map((row) => {
      const r = asObject(row);
      return {
        measure: text(r.measure),
        name: label(r.name),
        pillar: text(r.pillar) || text(r.phase),
        cells: asList(r.cells).map((cell, at) => readCell(cell, quarters[at] ?? "")),
      };
    }),
    planned_cells: number(o.planned_cells),
    cells: number(o.cells),
    late_cells: number(o.late_cells),
    cadences: asList(o.cadences).map(readCadence),
    programme_start: text(o.programme_start),
    programme_end: text(o.programme_end),
  };
}

const readNamed = (value: unknown): Named => {
  const o = asObject(value);
  return { code: text(o.code), name: label(o.name) };
};

export function readPact(value: unknown): Pact {
  const o = asObject(value);
  const programme = asObject(o.programme);
  const title = label(o.title);
  return {
    pact: text(o.pact),
    title,
    name: label(o.name ?? o.pact_name ?? title),
    project_code: text(o.project_code),
    start_date: text(o.start_date ?? programme.start_date ?? programme.start),
    end_date: text(o.end_date ?? programme.end_date ?? programme.end),
    quarters: asList(o.quarters).map(text),
    pillars: [...asList(o.pillars), ...asList(o.phases)].map(readNamed),
    measures: asList(o.measures).map(readNamed),
    consortium: asList(o.consortium).map(readNamed),
    person_indicators: asList(o.person_indicators).map(readNamed),
    problems: asList(o.problems).map((problem) => {
      const p = asObject(problem);
      return { id: text(p.id), finding: label(p.finding), handling: label(p.handling) };
    }),
  };
}

/** Reads one CloudEvents record of the stream; null when it is none. */
export function readFeedEvent(json: string): FeedEvent | null {
  let o: Record<string, unknown>;
  try {
    o = asObject(JSON.parse(json));
  } catch {
    return null;
  }
  const position = number(o.sequence);
  if (position <= 0) return null;
  return {
    position,
    type: text(o.type),
    occurred_on: text(o.time).slice(0, 10),
    recorded_at: text(o.recordedtime),
    measure: text(asObject(o.data).measure),
    simulated: o.simulated === true,
  };
}

/** A problem's words in each language: its detail, or its title when that language has none. */
export function readProblem(status: number, value: unknown): ApiError {
  const o = asObject(value);
  const said = label({
    hu: text(o.detail_hu) || text(o.title_hu),
    en: text(o.detail_en) || text(o.title_en),
  });
  return new ApiError(status, text(o.code), said.en || text(o.title), said);
}

const REQUEST_TIMEOUT_MS = 30_000;
const EXPLAIN_PAGE = 50;

async function getJson(path: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch (error) {
    throw new ApiError(0, "network", error instanceof Error ? error.message : "network");
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw readProblem(response.ok ? 502 : response.status, body);
}

function viewPath(
  pact: string,
  view: string,
  asOf: AsOf,
  extra: Record<string, number>,
  choices: Record<string, string> = {},
): string {
  const query = new URLSearchParams(choices);
  if (asOf.validAt) query.set("valid_at", asOf.validAt);
  if (asOf.knownAt) query.set("known_at", asOf.knownAt);
  for (const [name, value] of Object.entries(extra)) if (value > 0) query.set(name, String(value));
  const tail = query.size > 0 ? `?${query}` : "";
  return `/api/pacts/${encodeURIComponent(pact)}/${view}${tail}`;
}

export const api = {
  async pacts(): Promise<PactSummary[]> {
    const o = asObject(await getJson("/api/pacts"));
    return asList(o.pacts).map((value) => {
      const pact = asObject(value);
      const title = label(pact.title);
      return { pact: text(pact.pact), title, name: label(pact.name ?? title) };
    });
  },
  async pact(pact: string): Promise<Pact> {
    return readPact(await getJson(`/api/pacts/${encodeURIComponent(pact)}`));
  },
  /** Names of event types by type. */
  async eventTypes(): Promise<Map<string, Label>> {
    const o = asObject(await getJson("/api/event-types"));
    return new Map(
      asList(o.event_types).map((value) => {
        const kind = asObject(value);
        return [text(kind.type), label(kind.title)];
      }),
    );
  },
  /** `atLeast`: the answer has applied this position; 0 = whatever the view has. */
  async indicators(pact: string, asOf: AsOf, atLeast: number): Promise<IndicatorsView> {
    return readIndicators(await getJson(viewPath(pact, "indicators", asOf, { at_least: atLeast })));
  },
  async schedule(pact: string, asOf: AsOf, atLeast: number): Promise<ScheduleView> {
    return readSchedule(await getJson(viewPath(pact, "schedule", asOf, { at_least: atLeast })));
  },
  /** One of the registers; `choices` are the parameters of its own. */
  async register(
    pact: string,
    view: string,
    asOf: AsOf,
    choices: Record<string, string>,
    atLeast: number,
  ): Promise<Fields> {
    return new Fields(await getJson(viewPath(pact, view, asOf, { at_least: atLeast }, choices)));
  },
  /** Address of a register as a file, "budget.xlsx". */
  filePath(
    pact: string,
    file: string,
    asOf: AsOf,
    choices: Record<string, string>,
    lang: string,
  ): string {
    return viewPath(pact, file, asOf, {}, { ...choices, lang });
  },
  /** One page: events after position `after`. */
  async explain(
    pact: string,
    code: string,
    asOf: AsOf,
    after: number,
    atLeast: number,
  ): Promise<ExplainView> {
    const view = `indicators/${encodeURIComponent(code)}/explain`;
    return readExplain(
      await getJson(
        viewPath(pact, view, asOf, {
          after,
          limit: EXPLAIN_PAGE,
          at_least: atLeast,
        }),
      ),
    );
  },
  /** Address of the event stream from the record after `after` on; null: from now on. */
  eventsPath(pact: string, after: number | null): string {
    const tail = after === null ? "" : `?after=${after}`;
    return `/api/pacts/${encodeURIComponent(pact)}/events${tail}`;
  },
};
