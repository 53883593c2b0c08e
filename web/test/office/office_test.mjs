// The page of a real office in a real Chromium. Needs the built page and PAKTUM_BIN, the directory of
// the programs; tests/browser/office gives it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { openBrowserForMany } from "../browser/chromium.mjs";
import { assertAccessible, assertNeverWider, until } from "../browser/support.mjs";
import { Programs, eventually } from "./programs.mjs";
import { PASSWORD, alertOf, endSession, enter, logIn as logInWith, withReader } from "./reader.mjs";

const PACT = "tiszakecske";

let browser;
let programs;
let office;
let openOffice;
let log;

before(async () => {
  programs = new Programs();
  for (const [login, role] of [
    ["anna", "administrator"],
    ["bela", `case_worker@${PACT}`],
    ["cili", "manager"],
    ["dora", "viewer"],
    ["elek", "viewer"],
  ])
    programs.addAccount("office", login, role);
  programs.addAccount("office", "import", "case_worker", "--program");
  log = await programs.reserveLog();
  office = await programs.startOffice("office", { log });
  openOffice = await programs.startOffice("open", { accounts: false });
  browser = await openBrowserForMany();
});
after(async () => {
  await browser?.close();
  await programs?.stopAll();
});

const withPage = (search, body, { address = office, viewport } = {}) =>
  withReader(browser, address, search, body, viewport);
const logIn = (page, login) => logInWith(programs, page, login);
const open = (page, name) => page.click(`.toolbar a[href*="page=${name}"]`);

for (const [path, lang, title] of [
  ["", "hu", "Belépés"],
  ["login", "hu", "Belépés"],
  ["?lang=en", "en", "Log in"],
])
  test(`the office asks to log in at /${path}`, () =>
    withPage(path, async (page) => {
      await page.waitForSelector("[name=login]");
      assert.equal(await page.getAttribute("html", "lang"), lang);
      assert.equal(await page.locator("h2").innerText(), title);
      assert.match(await page.locator("h1").innerText(), lang === "hu" ? /Karitat/ : /Charity/);
      await assertAccessible(page, `log in at /${path}`);
    }));

test("the page stands under a policy that lets nothing inline and nothing foreign in", async () => {
  const answer = await fetch(`${office}/login`);
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/);
  assert.match(policy, /frame-ancestors 'none'/);
  const html = await answer.text();
  assert.doesNotMatch(html, /<style|style=|onclick|<script(?![^>]*src=)/);
});

test("a wrong password is told in the chosen language and the field gets the focus", () =>
  withPage("", async (page) => {
    await enter(page, "dora", "nem-ez-a-jelszo");
    await alertOf(page, "login.refused").waitFor();
    assert.match(await alertOf(page, "login.refused").innerText(), /jelszó hibás/);
    assert.equal(await page.inputValue("[name=password]"), "");
    assert.equal(await page.evaluate(() => document.activeElement?.name), "password");
    await assertAccessible(page, "a wrong password");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("The login name or the password is wrong.").waitFor();
    await assertAccessible(page, "a wrong password in English");
  }));

test("fields that are empty are told before anything is sent", () =>
  withPage("?lang=en", async (page) => {
    await page.waitForSelector("[name=login]");
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.click("[type=submit]");
    await until(page, () => document.querySelectorAll(".wrong").length === 2);
    assert.equal(await page.locator(".wrong").first().innerText(), "This must be filled in.");
    assert.equal(await page.getAttribute("[name=login]", "aria-invalid"), "true");
    assert.deepEqual(asked, []);
    await assertAccessible(page, "empty fields");
  }));

test("who fails often is told for how long to wait, and may try again then", () =>
  withPage("", async (page) => {
    for (let i = 0; i < 5; ++i) {
      await enter(page, "elek", `nem-ez-a-jelszo-${i}`);
      await alertOf(page, "login.refused").waitFor();
      await until(page, () => document.querySelector("[name=password]").value === "");
    }
    const lock = alertOf(page, "login.slow_down");
    await enter(page, "elek", programs.passwords.get("elek"));
    await lock.waitFor();
    assert.match(await lock.innerText(), /másodperc múlva/);
    assert.equal(await page.getAttribute("[type=submit]", "aria-disabled"), "true");
    await assertAccessible(page, "locked out");
    await page.getByText("Most már újra próbálhatja.").waitFor();
    await enter(page, "elek", programs.passwords.get("elek"));
    await page.waitForSelector("[name=old_password]");
  }));

test("a long lock-out names the time until which it lasts", () =>
  withPage("?lang=en", async (page) => {
    await page.route("**/api/session", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({
            status: 429,
            headers: { "Retry-After": "840", "Content-Type": "application/problem+json" },
            body: JSON.stringify({
              code: "login.slow_down",
              title_hu: "Túl sok sikertelen próbálkozás; kérjük, várjon.",
              title_en: "Too many failed tries; please wait.",
            }),
          })
        : route.continue(),
    );
    await enter(page, "elek", "nem-ez-a-jelszo");
    const lock = alertOf(page, "login.slow_down");
    await lock.waitFor();
    assert.match(await lock.innerText(), /Too many failed tries/);
    assert.match(await lock.innerText(), /in 14 min, after .*\d\d:\d\d/);
    const until_ms = Date.parse(await lock.locator("[data-until]").getAttribute("data-until"));
    assert.ok(Math.abs(until_ms - Date.now() - 840_000) < 20_000);
    await assertAccessible(page, "a long lock-out");
  }));

test("nothing is possible before the given password is exchanged", () =>
  withPage("?page=commands", async (page) => {
    const given = programs.passwords.get("bela");
    await enter(page, "bela", given);
    await page.waitForSelector("[name=old_password]");
    assert.equal(await page.locator(".toolbar").count(), 0);
    await assertAccessible(page, "the first password");
    await page.fill("[name=old_password]", given);
    await page.fill("[name=new_password]", "rövid");
    await page.fill("[name=new_password_again]", "más");
    await page.click("[type=submit]");
    await page.getByText("A két jelszó nem egyezik.").waitFor();
    await page.fill("[name=new_password_again]", "rövid");
    await page.click("[type=submit]");
    await alertOf(page, "password.too_short").waitFor();
    await page.fill("[name=new_password]", PASSWORD);
    await page.fill("[name=new_password_again]", PASSWORD);
    await page.click("[type=submit]");
    await page.getByText("A jelszó megváltozott.").waitFor();
    programs.passwords.set("bela", PASSWORD);
    await enter(page, "bela", PASSWORD);
    await page.waitForSelector(".toolbar");
  }));

test("everything up to the open part works from the keyboard", () =>
  withPage("", async (page) => {
    await page.waitForSelector("[name=login]");
    const at = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute("name") ?? document.activeElement?.className,
      );
    const tabTo = async (name) => {
      for (let i = 0; i < 20; ++i) {
        await page.keyboard.press("Tab");
        if ((await at()) === name) return;
      }
      assert.fail(`${name} cannot be reached`);
    };
    await page.keyboard.press("Tab");
    assert.equal(await at(), "skip");
    await tabTo("login");
    await page.keyboard.type("bela");
    await tabTo("password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".toolbar");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2");
    await page.keyboard.press("Shift+Tab");
    for (let i = 0; i < 8; ++i) {
      const href = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
      if (href.includes("page=commands")) break;
      await page.keyboard.press("Shift+Tab");
    }
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-command]");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2");
  }));

test("a case worker sees the own roles, the commands that may be sent, and no tokens", () =>
  withPage("?page=tokens", async (page) => {
    await logIn(page, "bela");
    await open(page, "account");
    assert.equal(await page.locator("[data-role=case_worker]").count(), 1);
    assert.match(await page.locator("[data-role=case_worker]").innerText(), /^ügyintéző \(.+\)$/);
    await assertAccessible(page, "the account");
    assert.equal(await page.locator('.toolbar a[href*="page=tokens"]').count(), 0);
    await open(page, "commands");
    await page.waitForSelector("[data-command]");
    const may = (name) => page.getAttribute(`[data-command=${name}]`, "data-may");
    assert.equal(await may("HoldFirstInterview"), "true");
    assert.equal(await may("VoidEvent"), "false");
    await assertAccessible(page, "the commands");
    const description = await page.evaluate(async () => {
      const link = document.querySelector("[data-openapi]").getAttribute("href");
      return (await (await fetch(link)).json()).openapi;
    });
    assert.equal(description, "3.1.0");
    await page.goto(`${office}/?page=tokens`);
    await page.waitForSelector("[data-outbox-count]");
  }));

test("an expired session asks to log in and leaves the open part as it was", () =>
  withPage("", async (page) => {
    await logIn(page, "bela");
    await open(page, "account");
    await page.fill("[name=new_password]", "amit-beirtam-itt");
    await endSession(page);
    await page.fill("[name=old_password]", "valami-jelszo-1");
    await page.fill("[name=new_password_again]", "amit-beirtam-itt");
    await page.keyboard.press("Enter");
    await page.getByText("A munkamenet lejárt.").waitFor();
    assert.equal(await page.locator(".toolbar").count(), 0);
    assert.equal(await page.locator("[name=new_password]").isVisible(), false);
    await assertAccessible(page, "an expired session");
    await enter(page, "bela", PASSWORD);
    await page.waitForSelector(".toolbar");
    assert.equal(await page.inputValue("[name=new_password]"), "amit-beirtam-itt");
    assert.match(page.url(), /page=account/);
  }));

test("what an ended session left unanswered is asked again after the next log-in", () =>
  withPage("", async (page) => {
    await logIn(page, "bela");
    await page.waitForSelector("[data-outbox-count]");
    await endSession(page);
    await open(page, "commands");
    await page.getByText("A munkamenet lejárt.").waitFor();
    await enter(page, "bela", PASSWORD);
    await page.waitForSelector("[data-command]");
    assert.match(page.url(), /page=commands/);
  }));

test("what an expired session left is not shown to somebody else", () =>
  withPage("", async (page) => {
    await logIn(page, "bela");
    await open(page, "account");
    await page.fill("[name=new_password]", "amit-beirtam-itt");
    await endSession(page);
    await open(page, "attention");
    await page.getByText("A munkamenet lejárt.").waitFor();
    await logIn(page, "cili");
    await open(page, "account");
    assert.equal(await page.inputValue("[name=new_password]"), "");
    assert.match(await page.locator("[data-login]").innerText(), /cili/);
  }));

test("logging out ends the session at the office, too", () =>
  withPage("?lang=en", async (page, context) => {
    await logIn(page, "bela");
    const cookies = await context.cookies();
    assert.deepEqual(
      cookies.map((c) => [c.name, c.httpOnly, c.sameSite]),
      [["paktum-charity", true, "Strict"]],
    );
    await open(page, "commands");
    await page.waitForSelector("[data-command]");
    await page.click("[data-log-out]");
    await page.getByText("You have logged out.").waitFor();
    await assertAccessible(page, "logged out");
    assert.deepEqual(await context.cookies(), []);
    const kept = cookies.map((c) => `${c.name}=${c.value}`).join("; ");
    const answer = await fetch(`${office}/api/session`, { headers: { Cookie: kept } });
    assert.equal(answer.status, 401);
    await page.goBack();
    assert.equal(await page.locator("[name=login]").isVisible(), true);
    assert.equal(await page.locator(".toolbar").count(), 0);
  }));

test("an administrator issues a token that is shown once, and revokes it", () =>
  withPage("?page=tokens", async (page) => {
    await logIn(page, "anna");
    await open(page, "tokens");
    await page.waitForSelector("[name=label]");
    await page.waitForSelector("[name=account] option", { state: "attached" });
    await page.click("[type=submit]");
    await until(page, () => document.querySelectorAll(".wrong").length === 2);
    await assertAccessible(page, "the form of tokens with what is missing");
    await page.fill("[name=label]", "nem jó név");
    await page.check("[name=read]");
    await page.click("[type=submit]");
    await alertOf(page, "token.label").waitFor();
    await page.fill("[name=label]", "nightly");
    await page.selectOption("[name=account]", { label: "import" });
    await page.click("[type=submit]");
    await page.waitForSelector("[data-secret]");
    assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("secret")));
    const secret = await page.locator("[data-secret]").innerText();
    assert.match(secret, /^paktum_[0-9a-f]{64}$/);
    await assertAccessible(page, "a new token");
    const ask = () =>
      fetch(`${office}/api/pacts/${PACT}/outbox`, {
        headers: { Authorization: `Bearer ${secret}` },
      });
    assert.equal((await ask()).status, 200);
    await page.reload();
    await page.waitForSelector('[data-token="nightly"]');
    assert.doesNotMatch(await page.content(), new RegExp(secret));
    await page.click('[data-token="nightly"] [data-revoke]');
    await assertAccessible(page, "the question before revoking", 8);
    await page.keyboard.press("Escape");
    await until(page, () => document.querySelector("dialog") === null);
    assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute("data-revoke")));
    assert.equal((await ask()).status, 200);
    await page.click('[data-token="nightly"] [data-revoke]');
    await page.click("[data-yes]");
    await page.waitForSelector("[data-empty]");
    assert.equal((await ask()).status, 401);
    assert.equal(await page.locator('.toolbar a[href*="page=attention"]').count(), 0);
  }));

test("an administrator adds somebody, gives another password and disables the account", () =>
  withPage("?page=people", async (page) => {
    await logIn(page, "anna");
    await open(page, "people");
    await page.waitForSelector('[data-account="bela"]');
    assert.equal(await page.locator('[data-account="anna"] button').count(), 0);
    await page.click("[type=submit]");
    await until(page, () => document.querySelectorAll(".wrong").length === 2);
    await assertAccessible(page, "the form of accounts with what is missing");
    await page.fill("[name=new_login]", "bela");
    await page.check("[name=viewer]");
    await page.click("[type=submit]");
    await alertOf(page, "account.login_taken").waitFor();
    await page.fill("[name=new_login]", "geza");
    await page.selectOption("[name=where]", PACT);
    await page.click("[type=submit]");
    await page.waitForSelector("[data-secret]");
    const first = await page.locator("[data-secret]").innerText();
    await page.waitForSelector('[data-account="geza"] [data-role=viewer]');
    await assertAccessible(page, "the accounts");
    await page.click('[data-account="geza"] [data-give-password]');
    await page.click("[data-yes]");
    await until(page, (old) => document.querySelector("[data-secret]")?.textContent !== old, first);
    await page.waitForSelector("[data-secret]");
    const second = await page.locator("[data-secret]").innerText();
    const tries = (password) =>
      fetch(`${office}/api/session`, {
        method: "POST",
        body: JSON.stringify({ login: "geza", password }),
      });
    assert.equal((await tries(first)).status, 401);
    assert.equal((await tries(second)).status, 200);
    await page.click('[data-account="geza"] [data-roles]');
    await page.waitForSelector("[data-roles-of=geza]");
    assert.ok(await page.isChecked(`[name="viewer@${PACT}"]`));
    await assertAccessible(page, "the roles of an account");
    await page.uncheck(`[name="viewer@${PACT}"]`);
    await page.check('[name="case_worker"]');
    await page.click("[data-save-roles]");
    await page.waitForSelector('[data-account="geza"] [data-role=case_worker]');
    assert.equal(await page.locator('[data-account="geza"] [data-role=viewer]').count(), 0);
    await page.click('[data-account="geza"] [data-disable]');
    await page.click("[data-yes]");
    await page.waitForSelector('[data-account="geza"] [data-disabled=true]');
    assert.equal((await tries(second)).status, 401);
    await page.click('[data-account="geza"] [data-enable]');
    await page.waitForSelector('[data-account="geza"] [data-disabled=false]');
  }));

test("a command that waited and was refused is shown until it is settled", () =>
  withPage("?lang=en", async (page) => {
    await logIn(page, "bela");
    const sent = await page.evaluate(
      async ([pact, key, person]) => {
        const { csrf_token } = await (await fetch("/api/session")).json();
        const answer = await fetch(`/api/pacts/${pact}/commands/HoldFirstInterview`, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Paktum-CSRF-Token": csrf_token,
          },
          body: JSON.stringify({ participant_id: person, held_on: "2019-03-01", minutes: 60 }),
        });
        return answer.status;
      },
      [PACT, randomUUID(), randomUUID()],
    );
    assert.equal(sent, 202);
    await page.reload();
    await page.waitForSelector('[data-outbox-count="1"]');
    await assertAccessible(page, "the overview");
    await programs.startLog(log);
    await open(page, "attention");
    await eventually(async () => {
      await page.click("[data-reload]");
      return (await page.locator("[data-entry]").count()) === 1;
    }, "the refusal");
    const entry = page.locator("[data-entry]");
    assert.match(await entry.innerText(), /First interview/);
    assert.match(await entry.innerText(), /Received: .*Refused: /);
    await page.waitForSelector('[data-outbox-count="0"]');
    await assertAccessible(page, "what needs attention");
    await page.click("[data-retry]");
    await page.getByText("First interview: it will be tried again.").waitFor();
    await eventually(async () => {
      await page.click("[data-reload]");
      return (await page.locator("[data-entry]").count()) === 1;
    }, "the second refusal");
    await page.click("[data-dismiss]");
    await page.click("[data-yes]");
    await page.waitForSelector("[data-empty]");
  }));

test("a fact of a closed period is tried again with the reason why it comes late", () =>
  withPage("", async (page) => {
    await logIn(page, "bela");
    const entry = {
      command_id: randomUUID(),
      command: "HoldFirstInterview",
      code: "period.closed",
      text: { hu: "Az időszak lezárult.", en: "The period is closed." },
      received_at: "2026-01-02T10:00:00Z",
      refused_at: "2026-01-02T10:05:00Z",
    };
    await page.route("**/attention", (route) =>
      route.fulfill({ json: { count: 1, entries: [entry] } }),
    );
    const reasons = [];
    await page.route("**/retry", (route) => {
      reasons.push(route.request().headers()["paktum-late-reason"]);
      return route.fulfill({
        status: 202,
        json: { command_id: entry.command_id, state: "waiting" },
      });
    });
    await open(page, "attention");
    await page.waitForSelector("[data-entry]");
    await assertAccessible(page, "a fact of a closed period");
    await page.selectOption("[name=late]", { label: "ellenőrzés tárta fel" });
    await page.click("[data-retry]");
    await page.getByText("Első interjú: újra sorra kerül.").waitFor();
    assert.deepEqual(reasons, ["INSPECTION_FINDING"]);
  }));

const OPEN_FORM = "?page=commands&command=HoldFirstInterview";
async function fillInterview(page) {
  await page.waitForSelector("[data-form]");
  await page.fill("[name=participant_id]", randomUUID());
  await page.fill("[name=held_on]", "2019. 03. 01.");
  await page.fill("[name=minutes]", "60");
  await page.click("form [type=submit]");
}

test("a command that the log cannot take yet waits safely, and its state can be asked", () =>
  withPage(
    OPEN_FORM,
    async (page) => {
      await fillInterview(page);
      await page.waitForSelector("[data-outcome=waiting]");
      await assertAccessible(page, "a command that waits");
      const answer = page.waitForResponse((r) => /commands\/[0-9a-f-]{36}$/.test(r.url()));
      await page.click("[data-ask]");
      assert.equal((await (await answer).json()).state, "waiting");
      await page.waitForSelector("[data-outcome=waiting]");
    },
    { address: openOffice },
  ));

test("a fact of a closed period is sent again with the reason why it comes late, once", () =>
  withPage(
    OPEN_FORM,
    async (page) => {
      const sent = [];
      await page.route("**/commands/HoldFirstInterview", (route) => {
        const headers = route.request().headers();
        sent.push([headers["idempotency-key"], headers["paktum-late-reason"]]);
        return sent.length === 1
          ? route.fulfill({
              status: 422,
              contentType: "application/problem+json",
              body: JSON.stringify({
                code: "period.closed",
                title_hu: "Az időszak lezárult.",
                title_en: "The period is closed.",
              }),
            })
          : route.fulfill({
              status: 201,
              json: { positions: ["17"], command_id: sent[0][0], result: {} },
            });
      });
      await fillInterview(page);
      await alertOf(page, "period.closed").waitFor();
      await assertAccessible(page, "a form about a closed period");
      await page.selectOption("[name=late]", { label: "az irat később érkezett" });
      await page.click("form [type=submit]");
      await page.waitForSelector("[data-outcome=recorded]");
      assert.deepEqual(
        sent.map(([, reason]) => reason),
        [undefined, "DOCUMENT_CAME_LATE"],
      );
      assert.equal(sent[0][0], sent[1][0]);
    },
    { address: openOffice },
  ));

test("an office without logins says so", () =>
  withPage(
    "",
    async (page) => {
      await page.waitForSelector("[data-open-office]");
      assert.equal(await page.locator("[data-log-out]").count(), 0);
      await assertAccessible(page, "an open office");
      await open(page, "commands");
      await page.waitForSelector("[data-command]");
    },
    { address: openOffice },
  ));

test("the page works without scrolling sideways at 320 pixels", () =>
  withPage(
    "",
    async (page) => {
      await logIn(page, "anna");
      for (const name of ["commands", "people", "tokens", "account"]) {
        await open(page, name);
        await page.waitForSelector("main h3, main table");
        await assertNeverWider(page, name);
        await assertAccessible(page, `${name} at 320 pixels`);
      }
    },
    { viewport: { width: 320, height: 700 } },
  ));
