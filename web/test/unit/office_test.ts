// What the offices' page decides by itself: roles, addresses, errors, texts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, parseAddress } from "../../src/office/address.ts";
import { readAccount, readProblem } from "../../src/office/api.ts";
import { translator } from "../../src/office/i18n";
import { hasRole, mayAdminister, mayHandle, mayRead, parseGrant } from "../../src/office/rights.ts";
import { en } from "../../src/office/texts/en.ts";
import { hu } from "../../src/office/texts/hu.ts";

const grants = (...texts: string[]) => texts.flatMap((text) => parseGrant(text) ?? []);

test("a role counts in the pact that its grant names, or in every one", () => {
  assert.ok(hasRole(grants("manager"), ["manager"], "lenti"));
  assert.ok(hasRole(grants("manager@lenti"), ["manager"], "lenti"));
  assert.ok(!hasRole(grants("manager@lenti"), ["manager"], "tiszakecske"));
  assert.ok(!hasRole(grants("viewer"), ["manager"], "lenti"));
  assert.deepEqual(grants("king", "", "viewer@*"), [{ role: "viewer", pact: "*" }]);
});

test("administrators keep accounts and read nothing; viewers read and settle nothing", () => {
  assert.ok(mayAdminister(grants("administrator")));
  assert.ok(!mayRead(grants("administrator"), "lenti"));
  assert.ok(mayRead(grants("viewer"), "lenti"));
  assert.ok(!mayHandle(grants("viewer"), "lenti"));
  assert.ok(mayHandle(grants("case_worker@lenti"), "lenti"));
  assert.ok(!mayAdminister(grants("manager", "case_worker", "auditor", "viewer")));
});

test("an address is read back as it was written, and nonsense counts as not given", () => {
  const address = {
    page: "commands",
    command: "RecordHire",
    lang: "en",
    pact: "lenti",
  } as const;
  assert.deepEqual(parseAddress(formatAddress(address)), address);
  assert.equal(formatAddress({ page: "overview", command: null, lang: null, pact: null }), "?");
  assert.deepEqual(parseAddress("?page=../x&lang=de&pact=A%20B&command=a.b"), {
    page: "overview",
    command: null,
    lang: null,
    pact: null,
  });
});

test("an account without a field has its default", () => {
  const account = readAccount({ login: "anna", roles: ["manager@lenti", "unknown"] });
  assert.deepEqual(account.grants, [{ role: "manager", pact: "lenti" }]);
  assert.equal(account.must_change_password, false);
});

test("a problem keeps code, texts, fields and the time to wait", () => {
  const body = {
    code: "input.invalid",
    title_hu: "A parancs hibás",
    title_en: "Not valid",
    errors: [{ field: "held_on", code: "input.date", text_hu: "nap", text_en: "day" }],
  };
  const error = readProblem(400, body, null);
  assert.equal(error.code, "input.invalid");
  assert.deepEqual(error.text, { hu: "A parancs hibás", en: "Not valid" });
  assert.deepEqual(error.fields, [
    { field: "held_on", code: "input.date", text: { hu: "nap", en: "day" } },
  ]);
  assert.equal(error.retryAfterS, null);
  assert.equal(readProblem(429, {}, "840").retryAfterS, 840);
  assert.equal(readProblem(502, "<html>", "soon").code, "http.502");
});

test("every text stands in both languages with the same values", () => {
  const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
  for (const key of Object.keys(hu) as (keyof typeof hu)[]) {
    assert.deepEqual(values(hu[key]), values(en[key]), key);
    assert.ok(hu[key] && en[key], key);
  }
  assert.equal(translator("en")("tokens.revoked", { label: "x" }), "x: revoked.");
});
