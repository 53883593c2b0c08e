import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { type TextKey, pick, translator } from "../../src/i18n.ts";
import { en } from "../../src/texts/en.ts";
import { hu } from "../../src/texts/hu.ts";
import { statements } from "../../src/texts/statements.ts";

const keys = Object.keys(hu) as TextKey[];
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

test("every text exists in both languages with the same placeholders", () => {
  assert.deepEqual(Object.keys(en).sort(), [...keys].sort());
  for (const key of keys) assert.deepEqual(names(en[key]), names(hu[key]), key);
});

test("no text is empty but the mark of an unplanned cell", () => {
  for (const key of keys) if (key !== "cell_short.UNSPECIFIED") assert.ok(hu[key] && en[key], key);
});

test("values replace their placeholders and a missing one stays visible", () => {
  const t = translator("hu");
  assert.equal(t("explain.page", { n: 3 }), "3. oldal");
  assert.equal(t("explain.page"), "{n}. oldal");
});

test("a label falls back to the other language", () => {
  assert.equal(pick({ hu: "fő", en: "" }, "en"), "fő");
  assert.equal(pick({ hu: "fő", en: "persons" }, "en"), "persons");
});

test("the statements say as much in both languages", () => {
  for (const statement of Object.values(statements)) {
    assert.equal(statement.hu.sections.length, statement.en.sections.length);
    statement.hu.sections.forEach((section, i) =>
      assert.equal(section.items?.length, statement.en.sections[i]?.items?.length),
    );
  }
});

test("every text is shown somewhere", () => {
  const code = ["components", "registers"]
    .map((name) => new URL(`../../src/${name}/`, import.meta.url))
    .flatMap((folder) =>
      readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8")),
    )
    .join("");
  for (const key of keys) {
    const family = `\`${key.slice(0, key.indexOf(".") + 1)}\${`;
    assert.ok(code.includes(`"${key}"`) || code.includes(family), key);
  }
});
