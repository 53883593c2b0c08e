// What clerks type into the forms of the offices' page, and the commands that come of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CommandForm,
  type Typed,
  itemCount,
  makeCommand,
  pathsOf,
  readForm,
  tidied,
  withCode,
  withItem,
  withoutItem,
} from "../../src/office/command_form.ts";
import { OfficeError } from "../../src/office/api.ts";
import { namedByRule } from "../../src/office/components/use_entry.ts";
import { isUuid, newCommandId } from "../../src/office/command_id.ts";
import {
  parseDay,
  parseHalfYear,
  parseMonth,
  parseNumber,
  plain,
  showTyped,
} from "../../src/office/typed_values.ts";

test("days are read as Hungarian and English write them, and only days of the calendar", () => {
  for (const text of [
    "2021. 06. 30.",
    "2021.06.30.",
    "2021.6.30",
    "2021-06-30",
    "20210630",
    "2021. június 30.",
    "2021. jún. 30.",
    "30 Jun 2021",
    "30 June 2021",
    "2021.\u00a006.\u00a030.",
  ])
    assert.equal(parseDay(text), "2021-06-30", text);
  for (const text of ["2021. 02. 30.", "30.06.2021", "06/30/2021", "tegnap", "", "2021-13-01"])
    assert.equal(parseDay(text), null, text);
});

test("months and half-years are read, too", () => {
  for (const text of ["2019-03", "2019. 3.", "2019. március", "2019. márc.", "March 2019"])
    assert.equal(parseMonth(text), "2019-03", text);
  for (const text of ["2019-13", "március", "2019"]) assert.equal(parseMonth(text), null, text);
  for (const text of ["2019-H1", "2019-h1", "2019. I. félév", "2019/1", "H1 2019"])
    assert.equal(parseHalfYear(text), "2019-H1", text);
  assert.equal(parseHalfYear("2019. II. félév"), "2019-H2");
  assert.equal(parseHalfYear("2019-H3"), null);
});

test("amounts are read with and without their unit and their groups", () => {
  for (const text of [
    "6 450 000 Ft",
    "6450000",
    "6.450.000",
    "HUF 6,450,000",
    "6\u00a0450\u00a0000,- Ft",
  ])
    assert.equal(parseNumber(text), 6_450_000, text);
  assert.equal(parseNumber("0"), 0);
  assert.equal(parseNumber("-12"), -12);
  for (const text of ["12,5", "1.2", "tizenkettő", "", "Ft"])
    assert.equal(parseNumber(text), null, text);
});

test("what is shown after typing is read back as the same value", () => {
  for (const lang of ["hu", "en"] as const) {
    assert.equal(parseDay(showTyped("date", "2021.6.30", lang)), "2021-06-30");
    assert.equal(parseNumber(showTyped("amount", "6450000", lang)), 6_450_000);
    assert.equal(parseNumber(showTyped("number", "12345", lang)), 12_345);
    assert.equal(showTyped("date", "holnap", lang), "holnap");
  }
  assert.equal(showTyped("date", "2021-06-30", "hu"), "2021.\u00a006.\u00a030.");
  assert.equal(showTyped("amount", "6450000", "hu"), "6\u00a0450\u00a0000\u00a0Ft");
});

test("the search in the commands does not see case and accents", () => {
  assert.equal(plain(" Ügyfél KILÉPÉSE "), "ugyfel kilepese");
});

const label = { hu: "x", en: "x" };
const FORM: CommandForm = readForm({
  command: "Try",
  title: label,
  fields: [
    { name: "held_on", label, kind: "date", required: true },
    { name: "minutes", label, kind: "number", required: true, min: 1, max: 480 },
    { name: "amount_ft", label, kind: "amount" },
    {
      name: "agenda",
      label,
      kind: "text",
      required: true,
      repeated: true,
      items_max: 50,
      length_max: 5,
    },
    { name: "public", label, kind: "yes_no" },
    {
      name: "reasons",
      label,
      kind: "choice",
      repeated: true,
      only_choices: true,
      choices: [
        { code: "A", text: label },
        { code: "B", text: label },
      ],
    },
    {
      name: "resolutions",
      label,
      kind: "group",
      repeated: true,
      fields: [
        { name: "number", label, kind: "text", required: true, length_max: 20 },
        { name: "subject", label, kind: "text", required: true, length_max: 200 },
      ],
    },
  ],
});
const RIGHT: Typed = { held_on: "2021. 06. 30.", minutes: "60", "agenda[0]": "a" };

test("a command holds what was typed and leaves out what is empty", () => {
  const { body, wrong } = makeCommand(FORM, {
    ...RIGHT,
    amount_ft: "6 450 000 Ft",
    public: "true",
  });
  assert.deepEqual(wrong, {});
  assert.deepEqual(body, {
    held_on: "2021-06-30",
    minutes: 60,
    amount_ft: 6_450_000,
    agenda: ["a"],
    public: true,
  });
});

test("what is missing or cannot be read is named by its path", () => {
  assert.deepEqual(makeCommand(FORM, {}).wrong, {
    held_on: { key: "form.required" },
    minutes: { key: "form.required" },
    agenda: { key: "form.required" },
  });
  const { wrong } = makeCommand(FORM, {
    held_on: "2021. 02. 30.",
    minutes: "481",
    "agenda[0]": "a",
    "agenda[1]": "too long",
    "agenda[]": "2",
    "resolutions[0].number": "1/2021",
  });
  assert.deepEqual(wrong, {
    held_on: { key: "wrong.date" },
    minutes: { key: "wrong.too_large", values: { limit: 480 } },
    "agenda[1]": { key: "wrong.too_long", values: { limit: 5 } },
    "resolutions[0].subject": { key: "form.required" },
  });
});

test("a participant has to be found before the command is sent", () => {
  const form = readForm({
    fields: [{ name: "participant_id", label, kind: "id", required: true, person: true }],
  });
  assert.deepEqual(makeCommand(form, { participant_id: "123 456 788" }).wrong, {
    participant_id: { key: "wrong.person" },
  });
  const id = newCommandId();
  assert.deepEqual(makeCommand(form, { participant_id: ` ${id.toUpperCase()} ` }).body, {
    participant_id: id,
  });
});

test("items are added, and taken out without losing those behind them", () => {
  let typed: Typed = { ...RIGHT, "resolutions[0].number": "1" };
  typed = withItem(typed, "resolutions");
  typed = { ...typed, "resolutions[1].number": "2", "resolutions[1].subject": "two" };
  assert.equal(itemCount(typed, "resolutions"), 2);
  assert.ok(pathsOf(FORM, typed).has("resolutions[1].subject"));
  typed = withoutItem(typed, "resolutions", 0);
  assert.equal(itemCount(typed, "resolutions"), 1);
  assert.deepEqual(makeCommand(FORM, typed).body["resolutions"], [{ number: "2", subject: "two" }]);
  assert.ok(!pathsOf(FORM, typed).has("resolutions[1].subject"));
});

test("codes that are ticked are sent, each once", () => {
  let typed = withCode(
    withCode(withCode(RIGHT, "reasons", "B", true), "reasons", "A", true),
    "reasons",
    "A",
    true,
  );
  assert.deepEqual(makeCommand(FORM, typed).body["reasons"], ["B", "A"]);
  typed = withCode(withCode(typed, "reasons", "A", false), "reasons", "B", false);
  assert.equal(makeCommand(FORM, typed).body["reasons"], undefined);
});

test("a field that is left is shown in one way", () => {
  const amount = FORM.fields.find((field) => field.name === "amount_ft");
  assert.ok(amount);
  assert.equal(tidied(amount, "6450000", "hu"), "6\u00a0450\u00a0000\u00a0Ft");
});

test("ids of commands are UUIDs of version 7 that grow with time", () => {
  const early = newCommandId(1_600_000_000_000);
  const late = newCommandId(1_700_000_000_000);
  assert.ok(isUuid(early) && isUuid(late));
  assert.match(early, /^0174876e-8000-7[0-9a-f]{3}-[89ab]/);
  assert.ok(early < late);
  assert.notEqual(newCommandId(), newCommandId());
});

test("a rule that refuses marks the fields that it names", () => {
  const said = { hu: "nem", en: "no" };
  const refusal = (values: Record<string, string>) =>
    new OfficeError(422, "some.rule", said, [], null, values);
  const marked = (values: Record<string, string>) =>
    namedByRule(FORM, refusal(values)).map((problem) => problem.field);
  assert.deepEqual(marked({ held_on: "2021-06-30", last_on: "2021-06-01" }), ["held_on"]);
  assert.deepEqual(marked({ field: "minutes" }), ["minutes"]);
  assert.deepEqual(marked({}), []);
});
