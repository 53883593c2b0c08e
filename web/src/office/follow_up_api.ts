// What the office knows of persons' ways and of what is to be done for them, by pseudonymous ids, and
// what a correction would change. Answers of the registers service (docs/formats/http.md).
import { type Label } from "../api";
import { Fields } from "../fields";
import type { OfficeApi } from "./api";
import { pactPath } from "./work_api";

export const WORK_KINDS = ["six_month", "exit", "evidence"] as const;
export type WorkKind = (typeof WORK_KINDS)[number];
export const WORK_STATES = ["ahead", "due", "overdue", "done", "done_late"] as const;
export type WorkState = (typeof WORK_STATES)[number];
export const WORK_CHOICES = ["open", "done", "all"] as const;
export type WorkChoice = (typeof WORK_CHOICES)[number];

const KIND_OF: Record<string, WorkKind> = {
  WORK_KIND_SIX_MONTH_CHECK: "six_month",
  WORK_KIND_EXIT_SITUATION: "exit",
  WORK_KIND_EVIDENCE: "evidence",
};
const stateOf = (name: string): WorkState =>
  WORK_STATES.find((state) => name === `WORK_STATE_${state.toUpperCase()}`) ?? "ahead";

export interface WorkItem {
  kind: WorkKind;
  participant_id: string;
  state: WorkState;
  due_from: string;
  due_until: string;
  overdue_days: number;
  done_on: string;
  position: string;
  about: Label;
  hire_id: string;
  to_repeat: boolean;
  contact_consent: boolean;
}

export interface WorkSum {
  kind: WorkKind;
  counts: Record<WorkState, number>;
}

export interface Worklist {
  valid_at: string;
  rule_months: number;
  items: WorkItem[];
  sums: WorkSum[];
  total: number;
  next_after: number;
}

export function readWorklist(value: unknown): Worklist {
  const f = new Fields(value);
  return {
    valid_at: f.message("meta").text("valid_at"),
    rule_months: f.number("six_month_rule_months"),
    items: f.messages("items").map((item) => ({
      kind: KIND_OF[item.text("kind")] ?? "evidence",
      participant_id: item.text("participant_id"),
      state: stateOf(item.text("state")),
      due_from: item.text("due_from"),
      due_until: item.text("due_until"),
      overdue_days: item.number("overdue_days"),
      done_on: item.text("done_on"),
      position: item.text("position"),
      about: item.label("about"),
      hire_id: item.text("hire_id"),
      to_repeat: item.flag("to_repeat"),
      contact_consent: item.flag("contact_consent"),
    })),
    sums: f.messages("sums").map((sum) => ({
      kind: KIND_OF[sum.text("kind")] ?? "evidence",
      counts: {
        ahead: sum.number("ahead"),
        due: sum.number("due"),
        overdue: sum.number("overdue"),
        done: sum.number("done"),
        done_late: sum.number("done_late"),
      },
    })),
    total: f.number("total"),
    next_after: f.number("next_after"),
  };
}

export interface WorkQuestion {
  kind: WorkKind | "";
  state: WorkChoice;
  after: number;
}
export const WORK_PAGE = 50;

export async function loadWorklist(
  api: OfficeApi,
  pact: string,
  { kind, state, after }: WorkQuestion,
): Promise<Worklist> {
  const query = new URLSearchParams({ state, limit: String(WORK_PAGE) });
  if (kind) query.set("kind", kind);
  if (after) query.set("after", String(after));
  return readWorklist(await api.get(`${pactPath(pact)}/registers/worklist?${query}`));
}

export interface Step {
  position: string;
  on: string;
  recorded_at: string;
  office: string;
  type: string;
  name: Label;
  fields: { field: string; value: Label }[];
  voided_by: string;
  void_reason: string;
  corrected_by: string;
  late_reason: string;
  evidence: number;
  recorded_late: boolean;
}

export interface Pathway {
  participant_id: string;
  known: boolean;
  entered_on: string;
  exited_on: string;
  in_programme: boolean;
  in_job: boolean;
  erased: boolean;
  steps: Step[];
}

/** A position; "" for none. */
const positionOf = (f: Fields, name: string) => (f.number(name) > 0 ? f.text(name) : "");
/** The name of a value without the enum's prefix; "" for the value that says nothing. */
const valueOf = (f: Fields, name: string, prefix: string) => {
  const value = f.text(name);
  return value.startsWith(prefix) && !value.endsWith("_UNSPECIFIED")
    ? value.slice(prefix.length)
    : "";
};

export function readPathway(value: unknown): Pathway {
  const f = new Fields(value);
  return {
    participant_id: f.text("participant_id"),
    known: f.flag("known"),
    entered_on: f.text("entered_on"),
    exited_on: f.text("exited_on"),
    in_programme: f.flag("in_programme"),
    in_job: f.flag("in_job"),
    erased: f.flag("erased"),
    steps: f.messages("steps").map((step) => ({
      position: step.text("position"),
      on: step.text("on"),
      recorded_at: step.text("recorded_at"),
      office: step.text("office"),
      type: step.text("type"),
      name: step.label("type_name"),
      fields: step
        .messages("fields")
        .map((field) => ({ field: field.text("field"), value: field.label("value") })),
      voided_by: positionOf(step, "voided_by"),
      void_reason: valueOf(step, "void_reason", "VOID_REASON_"),
      corrected_by: positionOf(step, "corrected_by"),
      late_reason: valueOf(step, "late_reason", "LATE_REASON_"),
      evidence: step.number("evidence"),
      recorded_late: step.flag("recorded_late"),
    })),
  };
}

export async function loadPathway(api: OfficeApi, pact: string, person: string): Promise<Pathway> {
  return readPathway(
    await api.get(`${pactPath(pact)}/persons/${encodeURIComponent(person)}/pathway`),
  );
}

export interface Difference {
  indicator: string;
  name: Label;
  now: number;
  without: number;
  difference: number;
  evaluated: number | null;
  reported: number | null;
  evaluation_differs: boolean;
  report_differs: boolean;
}

export interface PreviewedPeriod {
  period: string;
  day: string;
  closed_on: string;
  status_report_on: string;
  differences: Difference[];
}

export interface Preview {
  valid_at: string;
  events: { position: string; name: Label; occurred_on: string }[];
  differences: Difference[];
  periods: PreviewedPeriod[];
}

function readDifference(f: Fields): Difference {
  const known = (name: string) => (f.has(name) ? f.number(name) : null);
  return {
    indicator: f.text("indicator"),
    name: f.label("name"),
    now: f.number("now"),
    without: f.number("without"),
    difference: f.number("difference"),
    evaluated: known("evaluated"),
    reported: known("reported"),
    evaluation_differs: f.flag("evaluation_differs"),
    report_differs: f.flag("report_differs"),
  };
}

export function readPreview(value: unknown): Preview {
  const f = new Fields(value);
  return {
    valid_at: f.message("meta").text("valid_at"),
    events: f.messages("events").map((event) => ({
      position: event.text("position"),
      name: event.label("name"),
      occurred_on: event.text("occurred_on"),
    })),
    differences: f.messages("differences").map(readDifference),
    periods: f.messages("periods").map((period) => ({
      period: period.text("period"),
      day: period.text("day"),
      closed_on: period.text("closed_on"),
      status_report_on: period.text("status_report_on"),
      differences: period.messages("differences").map(readDifference),
    })),
  };
}

export async function loadPreview(
  api: OfficeApi,
  pact: string,
  position: string,
): Promise<Preview> {
  const query = new URLSearchParams({ positions: position });
  return readPreview(await api.get(`${pactPath(pact)}/registers/correction-preview?${query}`));
}
