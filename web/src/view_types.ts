// Shapes of paktum.view.v1 as the page uses them: 64-bit numbers as numbers, enums without prefix.

export interface Label {
  hu: string;
  en: string;
}

export interface ViewMeta {
  pact: string;
  applied_through: number;
  valid_at: string;
  known_at: string;
  plan_version: number;
  fold_version: number;
  unknown_events: number;
  contains_simulated: boolean;
}

export interface DatedValue {
  date: string;
  value: number;
}

export interface TargetState {
  /** Empty while a plan that counts in months has no first day. */
  date: string;
  target: number;
  value: number;
  percent_x10: number;
  past: boolean;
  /** Month of the programme; 0 in a plan with dates. */
  month: number;
  /** Upper end of a range; 0 for a single value. */
  target_max: number;
  at_least: boolean;
}

export type ForecastState =
  "UNSPECIFIED" | "COUNTED" | "FORESEEN" | "NOT_ENOUGH_DATA" | "NOT_CUMULATIVE";

export interface Forecast {
  date: string;
  state: ForecastState;
  value: number;
  low: number;
  high: number;
  target: number;
}

export type PaceState = "UNSPECIFIED" | "ON_TRACK" | "BEHIND" | "REACHED" | "MISSED";

export interface IndicatorState {
  code: string;
  name: Label;
  unit: Label;
  kind: string;
  /** 0 = no event carries the number: the value is unknown, not zero. */
  definition_version: number;
  definition: Label;
  value: number;
  events: number;
  targets: TargetState[];
  next_target: number;
  needed_per_month_x100: number;
  recent_per_month_x100: number;
  pace: PaceState;
  monthly: DatedValue[];
  planned_line: DatedValue[];
  problems: string[];
  /** Measure whose result or output it is; empty for a project indicator. */
  measure: string;
  next_forecast: Forecast | null;
  final_forecast: Forecast | null;
}

export interface IndicatorsView {
  meta: ViewMeta;
  indicators: IndicatorState[];
}

export type CountVerdict =
  | "UNSPECIFIED"
  | "COUNTED"
  | "PERSON_COUNTED_ALREADY"
  | "VOIDED"
  | "AFTER_VALID_AT"
  | "FILTERED"
  | "REQUIREMENT_MISSING"
  | "OUTSIDE_PERIOD";

/** Without the stream: the public page shows no person, not even under a pseudonym. */
export interface ExplainedEvent {
  position: number;
  type: string;
  occurred_on: string;
  recorded_at: string;
  verdict: CountVerdict;
  amount: number;
  voided_by: number;
  /** Why it came after its period was closed, in full; empty when that was open. */
  late_reason: string;
}

export interface ExplainView {
  meta: ViewMeta;
  indicator: IndicatorState;
  events: ExplainedEvent[];
  total_events: number;
  next_after: number;
}

export type CellState = "UNSPECIFIED" | "AHEAD" | "ACTIVE" | "WAITING" | "LATE" | "UNPLANNED";

export interface KindCount {
  type: string;
  name: Label;
  count: number;
}

export interface ScheduleCell {
  quarter: string;
  planned: boolean;
  state: CellState;
  kinds: KindCount[];
  events: number;
}

export interface ScheduleRow {
  measure: string;
  name: Label;
  pillar: string;
  cells: ScheduleCell[];
}

export interface CadenceState {
  code: string;
  name: Label;
  interval_months: number;
  last_on: string;
  next_due_on: string;
  overdue: boolean;
  held: number;
  expected: number;
  /** Periods that were over and that nothing met; not always expected less held. */
  missed: number;
}

export interface ScheduleView {
  meta: ViewMeta;
  quarters: string[];
  rows: ScheduleRow[];
  planned_cells: number;
  cells: number;
  late_cells: number;
  cadences: CadenceState[];
  programme_start: string;
  programme_end: string;
}

export interface PactSummary {
  pact: string;
  title: Label;
  name: Label;
}

export interface Named {
  code: string;
  name: Label;
}

export interface Pact extends PactSummary {
  project_code: string;
  start_date: string;
  end_date: string;
  quarters: string[];
  pillars: Named[];
  measures: Named[];
  consortium: Named[];
  /** Indicators that a breakdown exists of. */
  person_indicators: Named[];
  problems: { id: string; finding: Label; handling: Label }[];
}

/** What the feed keeps of one event: nothing that points to a person. */
export interface FeedEvent {
  position: number;
  type: string;
  occurred_on: string;
  recorded_at: string;
  measure: string;
  simulated: boolean;
}
