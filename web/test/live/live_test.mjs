// The page against the real services. Needs BASE_URL (dashboard), CHARITY and GOVERNMENT_OFFICE
// (addresses of two offices); tests/browser/dashboard starts them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { openBrowser } from "../browser/chromium.mjs";
import { assertAccessible, openPage, until, valueOf } from "../browser/support.mjs";

const address = process.env.BASE_URL;
let browser;

before(async () => {
  browser = await openBrowser({ reducedMotion: "reduce" });
});
after(() => browser?.close());

async function post(office, command, body) {
  const response = await fetch(`${office}/api/pacts/tiszakecske/commands/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.equal(response.status, 201, `${command}: ${JSON.stringify(answer)}`);
  return answer;
}

function taj(number) {
  const digits = String(20_000_000 + number);
  const sum = [...digits].reduce((all, d, i) => all + Number(d) * (i % 2 === 0 ? 3 : 7), 0);
  return `${digits}${sum % 10}`;
}

async function enrol(number) {
  const registered = await post(process.env.CHARITY, "RegisterParticipant", {
    registered_on: "2019-01-10",
    family_name: "Próba",
    given_name: "Anna",
    birth_date: "1985-05-05",
    gender: "GENDER_FEMALE",
    taj: taj(number),
  });
  const participant_id = registered.result.participant_id;
  const enrolled = await post(process.env.GOVERNMENT_OFFICE, "EnrolParticipant", {
    participant_id,
    enrolled_on: "2019-02-01",
    document: "ENTRY_DOCUMENT_COOPERATION_AGREEMENT",
    document_signed_on: "2019-02-01",
    labour_status: "LABOUR_STATUS_UNEMPLOYED",
    schooling: "SCHOOLING_ISCED_1_2",
  });
  return { participant_id, position: enrolled.positions[0] };
}

const shows = (page, code, value) =>
  until(
    page,
    ([c, v]) => document.querySelector(`[data-indicator="${c}"] [data-value="${v}"]`) !== null,
    [code, value],
  );

test("a command posted at an office changes the open page without reload", async () => {
  const { page, trouble, foreign } = await openPage(browser.context, address);
  await page.evaluate(() => (window.sameDocument = true));
  const before = await valueOf(page, "PO25");
  const { participant_id, position } = await enrol(1);
  await shows(page, "PO25", before + 1);
  const entry = page.locator(`[data-event="${position}"]`);
  await entry.waitFor();
  assert.match(await entry.innerText(), /Programba lépés/);
  assert.equal(await page.evaluate(() => window.sameDocument), true);
  const html = await page.content();
  assert.ok(!html.includes(participant_id), "the page shows no participant id");
  await assertAccessible(page, "after a command");
  assert.deepEqual(trouble, []);
  assert.deepEqual(foreign, []);
  await page.close();
});

test("the schedule cell of the measure counts the event", async () => {
  const { page } = await openPage(browser.context, address);
  const shown = '[data-cell="3.1/2019-Q1"] > span:not(.visually-hidden)';
  const count = (text) => Number(/\d+/.exec(text)?.[0] ?? 0);
  const before = count(await page.locator(shown).innerText());
  await enrol(2);
  await until(
    page,
    ([selector, was]) =>
      Number(/\d+/.exec(document.querySelector(selector)?.textContent)?.[0] ?? 0) > was,
    [shown, before],
  );
  await page.close();
});

test("a day before the entry the open page shows the old value", async () => {
  const { page } = await openPage(browser.context, address, "?valid_at=2019-01-31");
  const before = await valueOf(page, "PO25");
  await enrol(3);
  const live = await openPage(browser.context, address);
  await live.page.close();
  await page.reload();
  await page.waitForSelector("[data-indicator=PO25] [data-value]");
  assert.equal(await valueOf(page, "PO25"), before);
  await page.close();
});
