import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApiError,
  readExplain,
  readFeedEvent,
  readIndicators,
  readPact,
  readProblem,
  readSchedule,
} from "../../src/api.ts";

test("64-bit numbers written as text are read as numbers", () => {
  const view = readIndicators({
    meta: { applied_through: "1106" },
    indicators: [{ code: "PO25", value: "178", pace: "PACE_STATE_BEHIND" }],
  });
  assert.equal(view.meta.applied_through, 1106);
  assert.equal(view.indicators[0]?.value, 178);
  assert.equal(view.indicators[0]?.pace, "BEHIND");
});

test("left-out fields have their defaults", () => {
  const view = readIndicators({ indicators: [{}] });
  assert.equal(view.indicators[0]?.value, 0);
  assert.equal(view.indicators[0]?.pace, "UNSPECIFIED");
  assert.deepEqual(view.indicators[0]?.targets, []);
  assert.equal(readSchedule(null).rows.length, 0);
});

test("missed periods of a duty are those that the fold counted", () => {
  const view = readSchedule({ cadences: [{ held: 3, expected: 3, missed: 1 }, {}] });
  assert.equal(view.cadences[0]?.missed, 1);
  assert.equal(view.cadences[1]?.missed, 0);
});

test("names of a newer server count as unknown", () => {
  const view = readExplain({ events: [{ position: "3", verdict: "COUNT_VERDICT_NEW_ONE" }] });
  assert.equal(view.events[0]?.verdict, "UNSPECIFIED");
});

test("the stream of an explained event is not kept", () => {
  const view = readExplain({ events: [{ position: "3", subject: "participant/0197" }] });
  assert.equal(JSON.stringify(view).includes("participant/"), false);
});

test("a pact's dates are read wherever they stand", () => {
  assert.equal(readPact({ start_date: "2018-07-01" }).start_date, "2018-07-01");
  assert.equal(readPact({ programme: { start_date: "2018-07-01" } }).start_date, "2018-07-01");
});

test("a feed event keeps nothing that points to a person", () => {
  const event = readFeedEvent(
    JSON.stringify({
      type: "paktum.employment.v1.HireRecorded",
      subject: "participant/0197",
      time: "2020-09-15T00:00:00Z",
      recordedtime: "2020-09-15T12:00:00.123Z",
      sequence: "1106",
      simulated: true,
      data: { participant_id: "0197", measure: "3.1" },
    }),
  );
  assert.deepEqual(event, {
    position: 1106,
    type: "paktum.employment.v1.HireRecorded",
    occurred_on: "2020-09-15",
    recorded_at: "2020-09-15T12:00:00.123Z",
    measure: "3.1",
    simulated: true,
  });
});

test("what is no record is passed over", () => {
  assert.equal(readFeedEvent("no json"), null);
  assert.equal(readFeedEvent("{}"), null);
});

test("a refusal is told in the reader's language, by its title when there is no detail", () => {
  const problem = {
    code: "view.bad_parameter",
    title: "Hibás.",
    title_hu: "Hibás.",
    title_en: "Wrong.",
    detail_en: "limit: expected a whole number",
  };
  const error = readProblem(400, problem);
  assert.deepEqual(error.text, { hu: "Hibás.", en: "limit: expected a whole number" });
  assert.equal(error.code, "view.bad_parameter");
  assert.deepEqual(readProblem(400, { ...problem, detail_hu: "limit." }).text.hu, "limit.");
  assert.deepEqual(readProblem(502, null).text, { hu: "", en: "" });
});

test("only failures that pass by themselves are tried again", () => {
  assert.equal(new ApiError(0, "network", "").retriable, true);
  assert.equal(new ApiError(503, "view.behind", "").retriable, true);
  assert.equal(new ApiError(400, "view.bad_parameter", "").retriable, false);
  assert.equal(new ApiError(404, "view.unknown", "").retriable, false);
});

test("a schedule in months has its months as columns, dated as far as they are known", () => {
  const months = [{ month: 1, first_day: "2019-04-15" }, { month: 2 }];
  const rows = [{ measure: "1.2", phase: "1", cells: [{ month: 1, planned: true }, { month: 2 }] }];
  const view = readSchedule({ months, rows });
  assert.deepEqual(view.quarters, ["2019-04", "M2"]);
  assert.equal(view.rows[0]?.pillar, "1");
  assert.deepEqual(
    view.rows[0]?.cells.map((cell) => cell.quarter),
    ["2019-04", "M2"],
  );
});
