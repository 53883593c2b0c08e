// What the page does with any server behind it: the mock, or the real services with BASE_URL set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../mock_server.mjs";
import { openBrowser } from "./chromium.mjs";
import {
  assertAccessible,
  assertNeverWider,
  openPage,
  until,
  valueOf,
  watchWidth,
} from "./support.mjs";

let mock;
let browser;
let address;

before(async () => {
  mock = process.env.BASE_URL ? null : await startMock();
  address = (process.env.BASE_URL ?? mock.address).replace(/\/$/, "");
  browser = await openBrowser({ reducedMotion: "reduce" });
});
after(async () => {
  await browser?.close();
  mock?.stop();
});

async function withPage(search, body, size) {
  const opened = await openPage(browser.context, address, search);
  try {
    if (size) await opened.page.setViewportSize(size);
    await body(opened.page, opened);
  } finally {
    await opened.page.close();
  }
}

test("the page speaks Hungarian unless another language was chosen", () =>
  withPage("", async (page) => {
    assert.equal(await page.getAttribute("html", "lang"), "hu");
    await page.getByRole("heading", { name: "Mutatók" }).waitFor();
    for (const code of ["PO25", "PR25", "PR26"])
      assert.equal(await page.locator(`[data-indicator="${code}"]`).count(), 1);
    const text = await page.locator(".header").innerText();
    assert.match(text, /TOP-5\.1\.2-16-BK1-2017-00003/);
    assert.match(text, /Európai Szociális Alap/);
    assert.match(text, /2021\.\s06\.\s30\./);
  }));

test("English is shown at a click and remembered", () =>
  withPage("", async (page) => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Indicators" }).waitFor();
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await page.goto(`${address}/`);
    await page.getByRole("heading", { name: "Indicators" }).waitFor();
    await page.getByRole("button", { name: "Magyar" }).click();
    await page.getByRole("heading", { name: "Mutatók" }).waitFor();
  }));

test("the schedule is a table of nine measures by twelve quarters, 101 of 108 planned", () =>
  withPage("", async (page) => {
    assert.equal(await page.locator(".matrix th[scope=row]").count(), 9);
    assert.equal(await page.locator(".matrix thead tr:last-child th[scope=col]").count(), 12);
    assert.equal(await page.locator("[data-cell]").count(), 108);
    assert.match(await page.locator("#schedule .part-head p").innerText(), /101.*108/);
    assert.ok((await page.locator("[data-cadence]").count()) >= 5);
  }));

for (const [what, search] of [
  ["Hungarian", "?lang=hu"],
  ["English", "?lang=en"],
  ["the past", "?valid_at=2019-03-31"],
  ["the open drawer", "?explain=PO25"],
  ["the open drawer in English", "?explain=PR25&lang=en"],
  ["the accessibility statement", "?page=accessibility"],
  ["the privacy page in English", "?page=privacy&lang=en"],
]) {
  test(`axe finds nothing wrong with ${what}`, () =>
    withPage(search, async (page) => {
      if (search.includes("explain"))
        await page.waitForSelector(".drawer[open] [data-drawer] header");
      if (search.includes("explain")) await page.waitForSelector(".drawer-sum");
      await assertAccessible(page, what);
    }));
}

test("axe finds nothing wrong at 320 pixels with details and tables open", () =>
  withPage(
    "",
    async (page) => {
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.locator('[data-at="6-3"]').click();
      await assertAccessible(page, "320 pixels");
    },
    { width: 320, height: 700 },
  ));

const NARROW_PAGES = ["", "?lang=en", "?explain=PO25", "?page=accessibility", "?page=privacy"];
const PHONE = { width: 320, height: 700 };

test("the page is never wider than a window of 320 pixels, from its first paint on", async () => {
  await watchWidth(browser.context);
  for (const search of NARROW_PAGES) {
    const { page } = await openPage(browser.context, address, search, PHONE);
    try {
      await assertNeverWider(page, search);
    } finally {
      await page.close();
    }
  }
});

test("a window that becomes 320 pixels wide has no sideways scroll, also with wider letters", async () => {
  for (const search of NARROW_PAGES)
    await withPage(
      search,
      async (page) => {
        await until(page, () => {
          const canvas = document.querySelector(".curve-canvas canvas");
          return !canvas || canvas.clientWidth < innerWidth;
        });
        const widths = () =>
          page.evaluate(() => [
            document.documentElement.scrollWidth,
            document.documentElement.clientWidth,
          ]);
        const [inner, outer] = await widths();
        assert.ok(inner <= outer, `${search}: ${inner} > ${outer}`);
        // WCAG 1.4.12: what a reader may set, and what a wide font of his own does as well.
        await page.evaluate(() => {
          document.body.style.letterSpacing = "0.12em";
          document.body.style.wordSpacing = "0.16em";
        });
        const [spaced, window] = await widths();
        assert.ok(spaced <= window, `${search}, letters apart: ${spaced} > ${window}`);
      },
      PHONE,
    );
});

test("a chosen day changes the requests, the values and the address", () =>
  withPage("", async (page) => {
    const request = page.waitForRequest(/indicators\?valid_at=2018-09-01$/);
    await page.fill("#valid-at", "2018-09-01");
    await request;
    await until(page, () => document.querySelector('[data-asof="past"]') !== null);
    await until(
      page,
      () => document.querySelector("[data-indicator=PR26] [data-value='0']") !== null,
    );
    assert.match(page.url(), /valid_at=2018-09-01/);
    await page.goBack();
    await until(page, () => document.querySelector('[data-asof="live"]') !== null);
    assert.doesNotMatch(page.url(), /valid_at/);
  }));

test("what was known at a time is asked for in UTC and back to live drops it", () =>
  withPage("", async (page) => {
    const request = page.waitForRequest(/known_at=2018-09-10T08%3A00%3A00Z/);
    await page.fill("#known-at", "2018-09-10T10:00");
    await request;
    assert.match(page.url(), /known_at=2018-09-10T08:00:00Z/);
    await page.locator("[data-live]").click();
    await until(page, () => document.querySelector('[data-asof="live"]') !== null);
    assert.doesNotMatch(page.url(), /known_at/);
  }));

test("an address with a day shows that day at once", () =>
  withPage("?valid_at=2018-07-01", async (page) => {
    assert.equal(await page.inputValue("#valid-at"), "2018-07-01");
    assert.equal(await valueOf(page, "PR25"), 0);
  }));

test("the months can be walked through with the arrow keys", () =>
  withPage("?valid_at=2019-01-31", async (page) => {
    await page.focus("#valid-month");
    await page.keyboard.press("ArrowRight");
    await until(page, () => location.search.includes("valid_at=2019-02-28"));
    assert.equal(await page.evaluate(() => document.activeElement?.id), "valid-month");
  }));

test("everything can be reached with the keyboard and the drawer gives the focus back", () =>
  withPage("", async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
    for (let i = 0; i < 40; ++i) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.matches("[data-explain=PO25]"))) break;
    }
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-drawer=PO25]");
    assert.match(page.url(), /explain=PO25/);
    assert.ok(await page.evaluate(() => document.activeElement?.closest(".drawer") !== null));
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-drawer]", { state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-explain=PO25]")));
    assert.doesNotMatch(page.url(), /explain/);
  }));

test("arrow keys move between cells and Enter shows what happened", () =>
  withPage("", async (page) => {
    await page.focus('[data-at="0-0"]');
    for (const key of ["ArrowRight", "ArrowDown", "End", "Home", "ArrowRight"])
      await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.at), "1-1");
    assert.equal(await page.locator(".tip").count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".tip").count(), 0);
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".details h3").innerText(), /^1\.2/);
    assert.equal(await page.locator('.matrix [data-at][tabindex="0"]').count(), 1);
  }));

test("a curve has its content as a table too", () =>
  withPage("", async (page) => {
    const card = page.locator('[data-indicator="PO25"]');
    await card.locator(".curve summary").click();
    assert.ok((await card.locator(".curve tbody tr").count()) >= 36);
    assert.match(await card.locator(".curve [role=img]").getAttribute("aria-label"), /fő/);
  }));

test("explained events show no identifier of a person", () =>
  withPage("?explain=PO25", async (page) => {
    await page.waitForSelector(".drawer-sum");
    const html = await page.content();
    assert.doesNotMatch(html, /participant\/|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}/);
  }));

test("the page talks to its own server only and nothing goes wrong in it", () =>
  withPage("", async (page, { trouble, foreign }) => {
    await page.locator("[data-explain=PR25]").click();
    await page.waitForSelector(".drawer-sum");
    assert.deepEqual(foreign, []);
    assert.deepEqual(trouble, []);
  }));
