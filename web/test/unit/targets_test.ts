import assert from "node:assert/strict";
import { test } from "node:test";
import { readIndicator } from "../../src/api.ts";
import { translator } from "../../src/i18n.ts";
import { dueText, forecastText, targetText } from "../../src/registers/targets.ts";

const t = translator("en");
const target = (more: object) =>
  readIndicator({ targets: [{ target: "15", ...more }] }).targets[0]!;
const indicator = (pace: string, state: string, low = "18") =>
  readIndicator({
    unit: { hu: "fő", en: "persons" },
    pace: `PACE_STATE_${pace}`,
    final_forecast: {
      date: "2021-06-30",
      state: `FORECAST_STATE_${state}`,
      value: "23",
      low,
      high: "23",
    },
  });
const said = (one: ReturnType<typeof indicator>) => forecastText(one.final_forecast!, one, "en", t);

test("a range, a lower bound and a single value are told apart", () => {
  assert.equal(targetText(target({}), "en", t), "15");
  assert.equal(targetText(target({ target_max: "20" }), "en", t), "15–20");
  assert.equal(targetText(target({ at_least: true }), "en", t), "at least 15");
});

test("a target is due on its day, or in its month while no day is known", () => {
  assert.equal(dueText(target({ date: "", month: 10 }), "en", t), "end of month 10");
  assert.match(dueText(target({ date: "2021-06-30", month: 10 }), "en", t), /30.Jun.2021/);
});

test("a forecast says how sure it is, or why there is none", () => {
  assert.equal(said(indicator("BEHIND", "FORESEEN")), "23 persons (18–23)");
  assert.equal(said(indicator("BEHIND", "FORESEEN", "23")), "23 persons");
  assert.equal(said(indicator("BEHIND", "NOT_ENOUGH_DATA")), "not enough data to foresee");
  assert.equal(said(indicator("BEHIND", "COUNTED")), null);
  assert.equal(said(indicator("REACHED", "FORESEEN")), null);
});

test("an indicator without a forecast has none", () => {
  assert.equal(readIndicator({ code: "PO25" }).final_forecast, null);
});
