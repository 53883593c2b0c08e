// What the tests of the office's page share: a reader with a page of its own, logging in.
import assert from "node:assert/strict";
import { WAIT_MS, watchWidth } from "../browser/support.mjs";

export const PASSWORD = "piros-alma-a-fan";

/** A page of a reader of its own: no cookies, nothing kept. Trouble in it fails the test. */
export async function withReader(browser, address, search, body, viewport) {
  const context = await browser.newReader({
    reducedMotion: "reduce",
    ...(viewport && { viewport }),
  });
  try {
    if (viewport) await watchWidth(context);
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    const trouble = [];
    page.on("pageerror", (error) => trouble.push(String(error)));
    page.on("console", (message) => {
      // Chromium also tells every refused request.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
        trouble.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(address)) trouble.push(request.url());
    });
    await page.goto(`${address}/${search}`);
    await body(page, context);
    assert.deepEqual(trouble, []);
  } finally {
    await context.close();
  }
}

export const alertOf = (page, code) => page.locator(`[role=alert][data-code="${code}"]`);

export async function enter(page, login, password) {
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", password);
  await page.keyboard.press("Enter");
}

/** Logs in; the first time with the password that was given, which then is exchanged. */
export async function logIn(programs, page, login) {
  const first = programs.passwords.get(login);
  if (first !== PASSWORD) {
    await enter(page, login, first);
    await page.fill("[name=old_password]", first);
    await page.fill("[name=new_password]", PASSWORD);
    await page.fill("[name=new_password_again]", PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForSelector("[name=login]");
    programs.passwords.set(login, PASSWORD);
  }
  await enter(page, login, PASSWORD);
  await page.waitForSelector("[data-log-out]");
  await page.waitForSelector(".toolbar");
}

/** Ends the session where the page does not see it. */
export const endSession = (page) =>
  page.evaluate(async () => {
    const { csrf_token } = await (await fetch("/api/session")).json();
    await fetch("/api/session", {
      method: "DELETE",
      headers: { "Paktum-CSRF-Token": csrf_token },
    });
  });
