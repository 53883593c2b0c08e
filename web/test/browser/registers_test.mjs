// The registers' pages with the mock: every one in both languages, on a phone, by the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../mock_server.mjs";
import { openBrowser } from "./chromium.mjs";
import { assertAccessible, assertNeverWider, openPage, until, watchWidth } from "./support.mjs";

const PAGES = [
  "indicators",
  "budget",
  "governance",
  "evaluation",
  "status-report",
  "members",
  "staffing",
  "documents",
  "work-programme",
  "activities",
  "breakdown",
  "portal",
];

let mock;
let browser;
before(async () => {
  mock = await startMock();
  browser = await openBrowser({ reducedMotion: "reduce" });
  await watchWidth(browser.context);
});
after(async () => {
  await browser?.close();
  mock?.stop();
});

async function withRegister(name, search, body, size) {
  const opened = await openPage(browser.context, mock.address, `?page=${name}${search}`, size);
  try {
    await opened.page.waitForSelector(`[data-register="${name}"][data-ready=true]`);
    await body(opened.page, opened);
  } finally {
    await opened.page.close();
  }
}

const section = (page, id) => page.locator(`section[aria-labelledby="section-${id}"]`);
const fact = (page, name) => page.locator(`[data-fact="${name}"] dd`).first().innerText();

for (const name of PAGES) {
  test(`${name}: axe finds nothing wrong in either language, nor on a phone, and nothing fails`, async () => {
    await withRegister(name, "", async (page, { trouble, foreign }) => {
      await assertAccessible(page, name);
      assert.doesNotMatch(await page.locator("main").innerText(), /undefined|NaN|_STATE_|\{\w+\}/);
      assert.deepEqual([trouble, foreign], [[], []]);
    });
    await withRegister(
      name,
      "&lang=en",
      async (page) => {
        await assertAccessible(page, `${name} at 320 pixels`);
        await assertNeverWider(page, name);
      },
      { width: 320, height: 700 },
    );
  });
}

test("the registers are reached from the dashboard and keep the day", async () => {
  const { page } = await openPage(browser.context, mock.address, "?valid_at=2019-03-31");
  const asked = page.waitForRequest(/\/members\?valid_at=2019-03-31$/);
  await page.getByRole("link", { name: "Tagok", exact: true }).press("Enter");
  await asked;
  await page.waitForSelector("[data-register=members][data-ready=true]");
  assert.match(page.url(), /page=members/);
  assert.match(await page.title(), /^Tagok – /);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
  await page.goBack();
  await page.waitForSelector("[data-indicator=PO25]");
  await page.close();
});

test("33 listed and 34 stated members stand side by side, and a person has no name", () =>
  withRegister("members", "", async (page) => {
    assert.equal(await fact(page, "listed"), "33");
    assert.equal(await fact(page, "stated"), "34");
    assert.equal(await section(page, "members").locator("tbody tr").count(), 33);
    const text = await section(page, "members").innerText();
    assert.match(text, /33 szervezetet.*34 csatlakozottról/);
    assert.match(text, /természetes személy \(m07\)/);
  }));

test("the budget shows printed beside computed, forints and dashes with their reason", () =>
  withRegister("budget", "", async (page) => {
    const row = section(page, "schemes").locator("tbody tr").nth(1);
    const text = (await row.innerText()).replaceAll("\u00a0", " ");
    assert.match(text, /6 450 000 Ft/);
    assert.match(text, /77 400 000 Ft, eltér/);
    assert.match(text, /–/);
    assert.match(await section(page, "schemes").innerText(), /kevés személyről/);
    assert.match(await section(page, "schemes").innerText(), /−400\s000\sFt/);
  }));

test("what is overdue comes first in the calendar", () =>
  withRegister("governance", "", async (page) => {
    const first = section(page, "duties").locator("tbody tr").first();
    assert.match(await first.innerText(), /Irányító Csoport ülése[\s\S]*77 napja lejárt/);
    assert.match(await first.innerText(), /2020\.\s06\.\s30\./);
  }));

test("an evaluation names what was reported, what is known now, and whether digests agree", () =>
  withRegister("evaluation", "", async (page) => {
    assert.equal(await page.inputValue("[data-choice=period]"), "2019-H1");
    assert.match(await fact(page, "digest"), /eltérnek/);
    const asked = page.waitForRequest(/evaluation\?period=2018-H2$/);
    await page.selectOption("[data-choice=period]", "2018-H2");
    await asked;
    await until(page, () =>
      /azonosak/.test(document.querySelector("[data-fact=digest]")?.textContent ?? ""),
    );
    assert.match(page.url(), /period=2018-H2/);
    assert.equal(await section(page, "parts").locator("tbody tr").count(), 6);
    assert.match(await section(page, "changes").innerText(), /PR25[\s\S]*6[\s\S]*7/);
    assert.match(await section(page, "late-facts").innerText(), /a bizonylat később érkezett/);
  }));

test("a period that is none is refused in words", async () => {
  const { page } = await openPage(browser.context, mock.address, "?page=evaluation&period=1999-H1");
  await page.waitForSelector("[data-register=evaluation] .notice");
  assert.equal(await page.locator("[data-ready=true]").count(), 0);
  await page.close();
});

test("a breakdown says when sums exceed the total and why a cell is a dash", () =>
  withRegister("breakdown", "&by=target_group", async (page) => {
    const text = await section(page, "cells").innerText();
    assert.match(text, /nagyobb lehet az összes személynél/);
    assert.match(text, /5 főnél kevesebben/);
    await page.selectOption("[data-choice=by]", "settlement");
    await until(page, () => /Nincs rögzített adat/.test(document.querySelector("main").innerText));
  }));

test("every indicator stands under its measure, above 100 % as such, and opens what it counts", () =>
  withRegister("indicators", "", async (page) => {
    assert.equal(await page.locator(".register-section table").count(), 3);
    const text = (await section(page, "measure-1-2").innerText()).replaceAll("\u00a0", " ");
    assert.match(text, /495 fő[\s\S]*45–60[\s\S]*10\. hónap vége[\s\S]*1100%/);
    assert.match(text, /2\. meghatározás/);
    assert.match(await section(page, "measure-1-3").innerText(), /nem ismert[\s\S]*legalább 5/);
    assert.match(await section(page, "measure-project").innerText(), /\d+ fő \(\d+–\d+\)/);
    await page.locator("button[data-explain=PR25]").click();
    await page.waitForSelector("[data-drawer=PR25] .curve-canvas canvas");
    await assertAccessible(page, "the drawer over all indicators");
  }));

test("who holds a post is not named, a vacant place is", () =>
  withRegister("staffing", "", async (page) => {
    assert.equal(await fact(page, "vacant"), "1");
    const text = await section(page, "posts").innerText();
    assert.match(text, /Tiszakécske Város Önkormányzata[\s\S]*óta[\s\S]*korábban/);
    assert.match(text, /titkosítva/);
    assert.equal(await section(page, "elsewhere").locator("tbody tr").count(), 1);
  }));

test("an activity says who undertook it and who has not reported", () =>
  withRegister("activities", "", async (page) => {
    const text = await section(page, "activities-0").innerText();
    assert.match(text, /Tiszakécske Város Önkormányzata: 2 jelentés/);
    assert.match(text, /Kormányhivatal: még nem jelentett/);
    assert.match(text, /senki nem vállalta/);
  }));

test("a register says up to which record it counts", () =>
  withRegister("budget", "", async (page) => {
    assert.ok(Number(await page.locator(".counted-until").getAttribute("data-position")) > 100);
  }));

test("files have the same day, choices and language as the page", () =>
  withRegister(
    "breakdown",
    "&by=gender&valid_at=2019-12-31&known_at=2020-01-15T09:00:00Z&lang=en",
    async (page) => {
      const href = await page.locator(".downloads a").first().getAttribute("href");
      const url = new URL(href, mock.address);
      assert.equal(url.pathname, "/api/pacts/tiszakecske/breakdown.xlsx");
      assert.deepEqual(Object.fromEntries(url.searchParams), {
        indicator: "PO25",
        by: "gender",
        lang: "en",
        valid_at: "2019-12-31",
        known_at: "2020-01-15T09:00:00Z",
      });
    },
  ));

test("a register follows new events", () =>
  withRegister("budget", "", async (page) => {
    await until(page, () => document.querySelector("[data-connection=live]") !== null);
    const asked = page.waitForRequest(/\/budget\?at_least=\d+$/);
    mock.control("push/hire");
    await asked;
  }));
