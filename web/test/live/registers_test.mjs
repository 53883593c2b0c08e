// Every page of every pact against the real services: what the page shows is what the services answer.
// Needs BASE_URL (dashboard of both pacts with a simulated programme) and GOVERNMENT_OFFICE (an office
// where nobody has to log in); tests/browser/dashboard starts them. `scripts/run --plan
// plans/lenti.textproto` does as well.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "../browser/chromium.mjs";
import { assertAccessible, openPage, until } from "../browser/support.mjs";

const address = process.env.BASE_URL.replace(/\/$/, "");
const PACTS = ["tiszakecske", "lenti"];
const NBSP = /\u00a0/g;

let browser;
before(async () => {
  browser = await openBrowser({ reducedMotion: "reduce" });
});
after(() => browser?.close());

async function ask(pact, view) {
  const response = await fetch(`${address}/api/pacts/${pact}/${view}`);
  assert.equal(response.status, 200, `${pact}/${view}`);
  return response.json();
}

async function withRegister(pact, name, search, body) {
  const opened = await openPage(browser.context, address, `?pact=${pact}&page=${name}${search}`);
  try {
    await opened.page.waitForSelector(`[data-register="${name}"][data-ready=true]`);
    await body(opened.page, opened);
    assert.deepEqual([opened.trouble, opened.foreign], [[], []], `${pact} ${name}`);
  } finally {
    await opened.page.close();
  }
}

const textOf = async (locator) => (await locator.innerText()).replace(NBSP, " ");
const section = (page, id) => page.locator(`section[aria-labelledby="section-${id}"]`);
const rowsOf = (page, id) => section(page, id).locator("tbody tr").count();
const fact = async (page, name) => textOf(page.locator(`[data-fact="${name}"] dd`).first());
const whole = (text) => Number(text.replace(/[^\d\u2212]/g, "").replace("\u2212", "-"));

/** Every file that the page offers is there. */
async function assertFiles(page) {
  const links = await page
    .locator(".downloads a, .list-file")
    .evaluateAll((all) => all.map((one) => one.href));
  assert.ok(links.length >= 2);
  const files = [...new Set(links)].map(async (link) => {
    const file = await fetch(link);
    assert.equal(file.status, 200, link);
    assert.ok((await file.arrayBuffer()).byteLength > 20, link);
  });
  await Promise.all(files);
}

/** On a phone nothing has to be scrolled sideways. */
async function assertNarrow(page) {
  await page.setViewportSize({ width: 320, height: 700 });
  const [inner, outer] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(inner <= outer, `${page.url()}: ${inner} > ${outer}`);
}

/** What each page must show, from the answer of its view. */
const CHECKS = {
  async indicators(page, { indicators }) {
    const shown = await page.locator(".register-section tbody th[scope=row]").count();
    assert.equal(shown, indicators.length);
    for (const one of indicators) {
      const row = page.locator("tr", { has: page.locator(`[data-explain="${one.code}"]`) });
      if (one.definition_version === 0) assert.equal(await row.count(), 0);
      else
        assert.equal(whole((await textOf(row.locator("td").first())).split("\n")[0]), +one.value);
    }
  },
  async budget(page, { schemes, supports }) {
    assert.equal(await rowsOf(page, "schemes"), schemes.length);
    assert.equal(await rowsOf(page, "supports"), supports.length);
    const rows = section(page, "schemes").locator("tbody tr");
    for (const [at, { planned_ft, use, suppressed }] of schemes.entries()) {
      const cells = rows.nth(at).locator("td");
      assert.equal(whole((await textOf(cells.nth(0))).split("\n")[0]), Number(planned_ft));
      const committed = await textOf(cells.nth(2));
      if (suppressed) assert.equal(committed, "–");
      else assert.equal(whole(committed), Number(use.committed_ft));
    }
  },
  async governance(page, { duties, sittings, resolutions, bodies }) {
    assert.equal(await rowsOf(page, "duties"), duties.length);
    assert.equal(await rowsOf(page, "bodies"), bodies.length);
    assert.equal(await rowsOf(page, "sittings"), sittings.length);
    assert.equal(await rowsOf(page, "resolutions"), resolutions.length);
  },
  async evaluation(page, { period, state, now, parts }) {
    assert.equal(await page.inputValue("[data-choice=period]"), period);
    assert.equal(state, "EVALUATION_STATE_APPROVED", "the page proposes the last one evaluated");
    assert.equal(await rowsOf(page, "parts"), parts.length);
    assert.equal(parts.length, 6);
    assert.equal(await rowsOf(page, "indicators"), now.figures.indicators.length);
    const values = section(page, "indicators").locator("tbody tr td:nth-of-type(2)");
    for (const [at, one] of now.figures.indicators.entries())
      if (one.definition_version > 0)
        assert.ok((await textOf(values.nth(at))).startsWith(String(one.value)), one.code);
    assert.match(await fact(page, "digest"), /azonosak/);
  },
  async "status-report"(page, { now }) {
    assert.equal(await rowsOf(page, "indicators"), now.figures.indicators.length);
  },
  async members(page, { members, listed }) {
    assert.equal(await rowsOf(page, "members"), members.length);
    assert.equal(whole(await fact(page, "listed")), listed);
  },
  async staffing(page, { posts, persons, held, vacant }) {
    assert.equal(await rowsOf(page, "posts"), posts.length);
    assert.deepEqual(
      [
        whole(await fact(page, "places")),
        whole(await fact(page, "held_places")),
        whole(await fact(page, "vacant")),
      ],
      [persons, held, vacant],
    );
  },
  async documents(page, { kinds, in_force }) {
    assert.equal(await rowsOf(page, "kinds"), kinds.length);
    assert.equal(
      await rowsOf(page, "versions"),
      kinds.reduce((sum, kind) => sum + kind.versions.length, 0),
    );
    assert.equal(whole(await fact(page, "in_force")), in_force);
  },
  async "work-programme"(page, { years }) {
    assert.ok(years.length > 0);
    for (const { year, tasks } of years)
      assert.equal(await rowsOf(page, `year-${year}`), tasks.length);
  },
  async activities(page, { sections }) {
    for (const [at, { activities }] of sections.entries())
      assert.equal(await rowsOf(page, `activities-${at}`), activities.length);
    if (sections.length === 0) assert.match(await page.innerText("main"), /nem tartalmaz/);
  },
  async breakdown(page, { cells, persons }) {
    assert.equal(whole(await fact(page, "persons")), Number(persons));
    assert.equal(await rowsOf(page, "cells"), cells.length);
    const shown = section(page, "cells").locator("tbody tr td");
    for (const [at, cell] of cells.entries())
      assert.equal(await textOf(shown.nth(at)), cell.suppressed ? "–" : String(cell.persons));
  },
  async portal(page, { notices, surfaces }) {
    assert.equal(await rowsOf(page, "notices"), notices.length);
    assert.equal(await rowsOf(page, "surfaces"), surfaces.length);
  },
};

for (const pact of PACTS) {
  for (const name of Object.keys(CHECKS)) {
    if (pact === "lenti" && name === "breakdown") continue;
    test(`${pact}, ${name}: the page shows what the service answers, in both languages`, () =>
      withRegister(pact, name, "", async (page) => {
        // The page's own question, so that both speak of the same choices.
        const link = await page.locator(".downloads a").first().getAttribute("href");
        const [, view, query] = /\/([\w-]+)\.xlsx\?(.*)$/.exec(link);
        const choices = new URLSearchParams(query);
        choices.delete("lang");
        const answer = await ask(pact, `${view}?${choices}`);
        await CHECKS[name](page, answer);
        assert.equal(
          await page.locator(".counted-until").getAttribute("data-position"),
          answer.meta.applied_through,
        );
        assert.match(await page.locator("[data-simulated]").innerText(), /Szimulált/);
        await assertAccessible(page, `${pact} ${name}`);
        await assertFiles(page);
        await page.getByRole("button", { name: "English" }).click();
        await until(page, () => document.documentElement.lang === "en");
        const text = await page.locator("main").innerText();
        assert.doesNotMatch(text, /undefined|NaN|\{\w+\}|[A-Z]+_[A-Z]+|participant\//);
        await assertNarrow(page);
        await page.getByRole("button", { name: "Magyar" }).click();
      }));
  }
}

test("a pact whose indicators count no persons says so instead of a breakdown", async () => {
  const { page, trouble } = await openPage(browser.context, address, "?pact=lenti&page=breakdown");
  assert.match(await page.locator("[data-nothing]").innerText(), /nincs mit megoszlásba/);
  await assertAccessible(page, "no breakdown");
  assert.deepEqual(trouble, []);
  await page.close();
});

for (const pact of PACTS) {
  test(`${pact}: the dashboard's values are those of the service`, async () => {
    const { page, trouble } = await openPage(browser.context, address, `?pact=${pact}`);
    const { indicators } = await ask(pact, "indicators");
    for (const { code, value } of indicators) {
      const shown = page.locator(`[data-indicator="${code}"] [data-value]`);
      assert.equal(await shown.getAttribute("data-value"), String(value), code);
    }
    const { rows, planned_cells } = await ask(pact, "schedule");
    assert.equal(await page.locator(".matrix th[scope=row]").count(), rows.length);
    assert.ok((await page.locator("#schedule .part-head").innerText()).includes(planned_cells));
    assert.match(await page.locator(".header").innerText(), /Megvalósítás/);
    await assertAccessible(page, pact);
    await assertFiles(page);
    await assertNarrow(page);
    assert.deepEqual(trouble, []);
    await page.close();
  });
}

test("another pact is chosen on any page and the page shows it", () =>
  withRegister("tiszakecske", "members", "", async (page) => {
    const { listed } = await ask("lenti", "members");
    assert.notEqual(whole(await fact(page, "listed")), listed);
    await page.selectOption(".pact-choice select", "lenti");
    await until(
      page,
      (n) => document.querySelector("[data-fact=listed] dd")?.textContent === String(n),
      listed,
    );
    assert.match(page.url(), /pact=lenti/);
    assert.match(page.url(), /page=members/);
    assert.match(await page.locator("h1").innerText(), /Lenti/);
  }));

test("day and time of knowledge go from page to page in address, question and files", () =>
  withRegister("tiszakecske", "budget", "&valid_at=2019-12-31", async (page) => {
    const past = await ask("tiszakecske", "budget?valid_at=2019-12-31");
    const total = section(page, "totals").locator("tbody tr").first();
    assert.equal(whole(await textOf(total.locator("td").nth(2))), +past.total.use.committed_ft);
    const { meta } = await ask("tiszakecske", "budget");
    const known_at = meta.known_at.replace(/\.\d+Z$/, "Z");
    await page.goto(`${page.url()}&known_at=${known_at}`);
    await page.getByRole("link", { name: "Minden mutató", exact: true }).click();
    await page.waitForSelector("[data-register=indicators][data-ready=true]");
    const at = new URL(page.url()).searchParams;
    assert.deepEqual([at.get("valid_at"), at.get("known_at")], ["2019-12-31", known_at]);
    const link = await page.locator(".list-file").first().getAttribute("href");
    const file = await fetch(new URL(link, address));
    assert.equal(file.status, 200);
    assert.match(link, /table=indicators.*valid_at=2019-12-31&known_at=/);
    const answer = await ask(
      "tiszakecske",
      `indicators?scope=all&valid_at=2019-12-31&known_at=${known_at}`,
    );
    await CHECKS.indicators(page, answer);
    await page.goBack();
    await page.waitForSelector("[data-register=budget][data-ready=true]");
  }));

test("what an indicator of a measure counts is explained up to its value", () =>
  withRegister("tiszakecske", "indicators", "", async (page) => {
    await page.locator("button[data-explain='3.1.R4']").click();
    await page.waitForSelector("[data-drawer='3.1.R4'] .curve-canvas canvas");
    const { indicator, total_events } = await ask(
      "tiszakecske",
      "indicators/3.1.R4/explain?limit=1",
    );
    const sum = page.locator("[data-explained-value]");
    assert.equal(await sum.getAttribute("data-explained-value"), String(indicator.value));
    assert.ok((await textOf(page.locator(".drawer-sum"))).includes(`${total_events} megvizsgált`));
    assert.match(page.url(), /explain=3\.1\.R4/);
    await assertAccessible(page, "the explanation of a measure's result");
  }));

test("an office sees what in its records should be looked at, kind by kind", async () => {
  const office = process.env.GOVERNMENT_OFFICE.replace(/\/$/, "");
  const path = "/api/pacts/tiszakecske/registers/data-quality";
  const all = await (await fetch(`${office}${path}`)).json();
  const search = "?pact=tiszakecske&page=quality";
  const { page, trouble } = await openPage(browser.context, office, search);
  await page.waitForSelector("[data-findings]");
  assert.equal(await page.locator("[data-counts] tbody tr").count(), all.rules.length);
  assert.equal(await page.locator("[data-findings] tbody tr").count(), all.findings.length);
  await page.selectOption("[data-kind]", "deadline_missed");
  const late = all.kinds.find((one) => one.kind === "FINDING_KIND_DEADLINE_MISSED").count;
  assert.ok(late > 0);
  await until(
    page,
    (n) => document.querySelectorAll("[data-findings] tbody tr").length === n,
    late,
  );
  assert.match(await page.locator("[data-findings]").innerText(), /napja lejárt/);
  const file = await fetch(await page.locator("a[download]").evaluate((one) => one.href));
  assert.equal(file.status, 200);
  await assertAccessible(page, "data quality", 15);
  await assertNarrow(page);
  assert.deepEqual(trouble, []);
  await page.close();
});
