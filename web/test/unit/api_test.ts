import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApiError,
  readExplain,
  readFeedEvent,
  readIndicators,
  readPact,
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

test("only failures that pass by themselves are tried again", () => {
  assert.equal(new ApiError(0, "network", "").retriable, true);
  assert.equal(new ApiError(503, "view.behind", "").retriable, true);
  assert.equal(new ApiError(400, "view.bad_parameter", "").retriable, false);
  assert.equal(new ApiError(404, "view.unknown", "").retriable, false);
});
