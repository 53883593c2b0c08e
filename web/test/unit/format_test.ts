import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatChange,
  formatDate,
  formatForint,
  formatInstant,
  formatMonth,
  formatNumber,
  formatPercentX10,
  formatQuarter,
  columnYear,
  formatQuarterShort,
  fromBudapestLocal,
  isCalendarDay,
  monthEnds,
  toBudapestLocal,
} from "../../src/format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("Hungarian thousands are parted by a no-break space from five digits on", () => {
  assert.equal(formatNumber(6450000, "hu"), "6\u00a0450\u00a0000");
  assert.equal(formatNumber(1234, "hu"), "1234");
  assert.equal(formatNumber(12345, "hu"), "12\u00a0345");
  assert.equal(formatNumber(1234, "en"), "1,234");
});

test("decimals use the comma in Hungarian and lose trailing zeros", () => {
  assert.equal(formatNumber(7.25, "hu", 2), "7,25");
  assert.equal(formatNumber(7.5, "hu", 2), "7,5");
  assert.equal(formatNumber(7, "en", 2), "7");
  assert.equal(formatNumber(7.25, "en", 1), "7.3");
});

test("a change carries its sign and zero has none", () => {
  assert.equal(formatChange(1, "hu"), "+1");
  assert.equal(formatChange(-2, "hu"), "\u22122");
  assert.equal(formatNumber(-0.001, "hu", 2), "0");
});

test("forints are written with Ft after and HUF before the number", () => {
  assert.equal(plain(formatForint(6450000, "hu")), "6 450 000 Ft");
  assert.equal(plain(formatForint(6450000, "en")), "HUF 6,450,000");
});

test("percent above one hundred is shown as such", () => {
  assert.equal(formatPercentX10(1038, "hu"), "103,8%");
  assert.equal(formatPercentX10(1000, "en"), "100%");
});

test("dates are written year first in Hungarian", () => {
  assert.equal(plain(formatDate("2021-06-30", "hu")), "2021. 06. 30.");
  assert.equal(plain(formatDate("2021-06-30", "en")), "30 Jun 2021");
  assert.equal(formatDate("", "hu"), "");
  assert.equal(plain(formatMonth("2021-06-30", "hu")), "2021. jún.");
});

test("quarters are written with Roman numbers in Hungarian", () => {
  assert.equal(plain(formatQuarter("2018-Q3", "hu")), "2018. III. negyedév");
  assert.equal(plain(formatQuarter("2018-Q3", "en")), "Q3 2018");
  assert.equal(formatQuarterShort("2021-Q2", "hu"), "II.");
  assert.equal(formatQuarter("later", "hu"), "later");
});

test("instants are shown on the clock of Budapest, summer and winter", () => {
  assert.equal(toBudapestLocal("2020-01-15T09:00:00Z"), "2020-01-15T10:00");
  assert.equal(toBudapestLocal("2020-07-15T09:00:00Z"), "2020-07-15T11:00");
  assert.equal(toBudapestLocal("no time"), "");
  assert.equal(plain(formatInstant("2020-05-15T08:32:10Z", "hu")), "2020. 05. 15. 10:32");
});

test("a time typed for Budapest comes back as the same time", () => {
  for (const local of ["2020-01-15T10:00", "2020-07-15T11:00", "2018-10-28T04:00"]) {
    const instant = fromBudapestLocal(local);
    assert.ok(instant);
    assert.equal(toBudapestLocal(instant), local);
  }
  assert.equal(fromBudapestLocal("2020-01-15T10:00"), "2020-01-15T09:00:00Z");
});

test("of the hour that the clock shows twice the earlier one is meant", () => {
  assert.equal(fromBudapestLocal("2018-10-28T02:30"), "2018-10-28T00:30:00Z");
});

test("of the hour that the clock skips a time after the change is made", () => {
  assert.equal(fromBudapestLocal("2019-03-31T02:30"), "2019-03-31T01:30:00Z");
  assert.equal(fromBudapestLocal("yesterday"), null);
});

test("only days of the calendar are taken", () => {
  assert.equal(isCalendarDay("2020-02-29"), true);
  assert.equal(isCalendarDay("2021-02-29"), false);
  assert.equal(isCalendarDay("2021-2-9"), false);
});

test("month ends run from the first month to the last day", () => {
  assert.deepEqual(monthEnds("2018-11-15", "2019-02-10"), [
    "2018-11-30",
    "2018-12-31",
    "2019-01-31",
    "2019-02-10",
  ]);
  assert.equal(monthEnds("2018-07-01", "2021-06-30").length, 36);
  assert.deepEqual(monthEnds("2021-06-30", "2018-07-01"), []);
});

test("months stand where quarters do", () => {
  assert.equal(formatQuarterShort("M7", "hu"), "7");
  assert.equal(formatQuarterShort("2019-04", "hu"), "04");
  assert.equal(columnYear("2019-04"), "2019");
  assert.equal(columnYear("2019-Q2"), "2019");
  assert.equal(columnYear("M7"), "");
});
