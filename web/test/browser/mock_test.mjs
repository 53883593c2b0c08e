// What needs the mock: events pushed on demand, answers held back, connections dropped.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../mock_server.mjs";
import { openBrowser } from "./chromium.mjs";
import { assertAccessible, openPage, until, valueOf } from "./support.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

async function withMock(options, search, body) {
  const mock = await startMock(options);
  const opened = await openPage(browser.context, mock.address, search);
  try {
    await until(opened.page, () => document.querySelector("[data-event]") !== null);
    await body(opened.page, mock, opened);
  } finally {
    await opened.page.close();
    mock.stop();
  }
}

const shows = (page, code, value) =>
  until(
    page,
    ([c, v]) => document.querySelector(`[data-indicator="${c}"] [data-value="${v}"]`) !== null,
    [code, value],
  );

test("an event changes value, cell and feed without reload and keeps place and focus", () =>
  withMock({}, "", async (page, mock) => {
    const before = await valueOf(page, "PR25");
    await page.evaluate(() => (window.sameDocument = true));
    await page.focus("[data-explain=PR25]");
    const scrolled = await page.evaluate(() => scrollY);
    assert.ok(scrolled > 0);
    const asked = page.waitForRequest(/schedule\?at_least=\d+$/);
    const { position } = mock.control("push/hire");
    await shows(page, "PR25", before + 1);
    assert.match((await asked).url(), new RegExp(`at_least=${position}$`));
    assert.match(await page.locator("[data-indicator=PR25] .change").innerText(), /\+1/);
    const entry = page.locator(`[data-event="${position}"]`);
    assert.match(await entry.innerText(), /Munkába állás/);
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.equal(await page.evaluate(() => scrollY), scrolled);
    assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-explain=PR25]")));
    await until(page, () => /PR25/.test(document.querySelector("[data-announcer]").textContent));
    assert.doesNotMatch(await page.locator("#feed").innerHTML(), /participant|0198/);
    await assertAccessible(page, "after an event");
  }));

test("a second sitting in one quarter does not hide that the next one had none", () =>
  withMock({}, "?valid_at=2019-07-01&lang=en", async (page) => {
    const row = page.locator('[data-cadence="steering-group-quarterly"]');
    assert.equal(await row.getAttribute("data-standing"), "overdue");
    assert.match(await row.innerText(), /4 \/ 3/);
    assert.equal(await row.locator(".missed").innerText(), "1 missed");
  }));

test("forum attendance raises no indicator", () =>
  withMock({}, "", async (page, mock) => {
    const before = await valueOf(page, "PO25");
    const { position } = mock.control("push/forum");
    await until(
      page,
      (p) => Number(document.querySelector(".cards").dataset.position) >= p,
      position,
    );
    assert.equal(await valueOf(page, "PO25"), before);
  }));

test("never more than one request per view is in flight", () =>
  withMock({}, "", async (page, mock) => {
    const before = await valueOf(page, "PO25");
    const open = new Map();
    let most = 0;
    const viewOf = (request) => /\/(indicators|schedule)\?/.exec(request.url())?.[1];
    const count = (by) => (request) => {
      const view = viewOf(request);
      if (!view) return;
      open.set(view, (open.get(view) ?? 0) + by);
      most = Math.max(most, open.get(view));
    };
    page.on("request", count(1));
    page.on("requestfinished", count(-1));
    mock.control("hold");
    for (let i = 0; i < 5; ++i) {
      const { position } = mock.control("push/enrol");
      await page.waitForSelector(`[data-event="${position}"]`);
    }
    mock.control("release");
    await shows(page, "PO25", before + 5);
    assert.equal(most, 1);
  }));

test("a dropped stream resumes after the last record and misses nothing", () =>
  withMock({}, "", async (page, mock) => {
    const before = await valueOf(page, "PO25");
    const { position: first } = mock.control("push/enrol");
    await page.waitForSelector(`[data-event="${first}"]`);
    mock.control("drop");
    const { position } = mock.control("push/enrol");
    await page.waitForSelector(`[data-event="${position}"]`);
    await shows(page, "PO25", before + 2);
    await until(page, () => document.querySelector("[data-connection=live]") !== null);
    assert.equal(await page.locator(`[data-event="${first}"]`).count(), 1);
  }));

test("paused updates wait and come when the reader goes on", () =>
  withMock({}, "", async (page, mock) => {
    const before = await valueOf(page, "PR25");
    await page.locator("[data-pause]").click();
    const { position } = mock.control("push/hire");
    await until(page, () =>
      /1/.test(document.querySelector(".connection span:nth-child(2)")?.textContent),
    );
    assert.equal(await page.locator(`[data-event="${position}"]`).count(), 0);
    assert.equal(await valueOf(page, "PR25"), before);
    await page.locator("[data-pause]").click();
    await shows(page, "PR25", before + 1);
  }));

test("what was known at a time stays as it was when new events come", () =>
  withMock({}, "?known_at=2019-06-01T00:00:00Z", async (page, mock) => {
    const before = await valueOf(page, "PO25");
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    const { position } = mock.control("push/enrol");
    await page.waitForSelector(`[data-event="${position}"]`);
    assert.equal(await valueOf(page, "PO25"), before);
    assert.deepEqual(asked, []);
  }));

test("the open drawer follows new events and turns pages", () =>
  withMock({}, "?explain=PO25", async (page, mock) => {
    await page.waitForSelector("[data-explained-value]");
    const sum = page.locator("[data-explained-value]");
    const before = Number(await sum.getAttribute("data-explained-value"));
    mock.control("push/enrol");
    await until(
      page,
      (v) => document.querySelector(`[data-explained-value="${v}"]`) !== null,
      before + 1,
    );
    const first = await page.locator(".drawer-table tbody th").first().innerText();
    const asked = page.waitForRequest(/explain\?after=\d+/);
    await page.locator("[data-next-page]").click();
    await asked;
    await until(
      page,
      (text) => document.querySelector(".drawer-table tbody th").innerText !== text,
      first,
    );
    const html = await page.locator(".drawer").innerHTML();
    assert.match(html, /A személy már beszámított|Érvénytelenítve|Beszámít/);
  }));

test("values above the target are shown above one hundred percent", () =>
  withMock({ today: "2021-07-15" }, "", async (page) => {
    const card = page.locator('[data-indicator="PO25"]');
    assert.equal(await card.locator("[data-pace]").getAttribute("data-pace"), "REACHED");
    assert.match(await card.locator(".percent").first().innerText(), /^10\d/);
    assert.equal(await card.locator(".bar.is-over .mark").count(), 1);
    await assertAccessible(page, "after the programme");
  }));

test("simulated data are marked as such", () =>
  withMock({}, "", async (page) => {
    assert.match(await page.locator("[data-simulated]").innerText(), /Szimulált adatok/);
  }));
