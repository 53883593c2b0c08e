import assert from "node:assert/strict";
import { test } from "node:test";
import { type UrlState, REGISTER_PAGES, formatUrl, parseUrl } from "../../src/url_state.ts";

test("an address is read back as it was written", () => {
  const state: UrlState = {
    pact: "lenti",
    page: "dashboard",
    lang: "en",
    asOf: { validAt: "2019-12-31", knownAt: "2020-01-15T09:00:00Z" },
    explain: "3.1.R1",
    choices: { period: "2019-H1", indicator: "PO25", by: "age_band" },
  };
  assert.deepEqual(parseUrl(formatUrl(state)), state);
  assert.match(formatUrl(state), /known_at=2020-01-15T09:00:00Z/);
});

test("every register has an address of its own", () => {
  for (const page of REGISTER_PAGES) assert.equal(parseUrl(`?page=${page}`).page, page);
});

test("the plain address is the live dashboard", () => {
  const state = parseUrl("");
  assert.equal(state.page, "dashboard");
  assert.deepEqual(state.asOf, { validAt: null, knownAt: null });
  assert.equal(formatUrl(state), "");
});

test("what cannot be read counts as not given", () => {
  const state = parseUrl("?valid_at=2021-02-30&known_at=soon&lang=de&page=x&explain=<b>");
  assert.deepEqual(state, parseUrl(""));
});
