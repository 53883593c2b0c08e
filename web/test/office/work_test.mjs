// What clerks do on the office's page, against a whole running pact: CHARITY, GOVERNMENT_OFFICE and
// PACT_OFFICE are the addresses of its offices, which nobody has to log in to. SHOTS: a directory
// for pictures of the pages. TAJ_BASE: another one for each run against the same data.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowserForMany } from "../browser/chromium.mjs";
import { assertAccessible, assertNeverWider, until } from "../browser/support.mjs";
import { alertOf, withReader } from "./reader.mjs";

const { CHARITY, GOVERNMENT_OFFICE, PACT_OFFICE } = process.env;
const PACT = "tiszakecske";
let browser;
let directory;

before(async () => {
  browser = await openBrowserForMany();
  directory = mkdtempSync(join(tmpdir(), "paktum-office-work-"));
});
after(async () => {
  await browser?.close();
  if (directory) rmSync(directory, { recursive: true, force: true });
});

const withPage = (address, search, body, viewport) =>
  withReader(browser, address, search, body, viewport);
const picture = (page, name) =>
  process.env.SHOTS
    ? page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true })
    : null;

function taj(number) {
  const digits = String(Number(process.env.TAJ_BASE ?? 31_000_000) + number);
  const sum = [...digits].reduce((all, d, i) => all + Number(d) * (i % 2 === 0 ? 3 : 7), 0);
  return `${digits}${sum % 10}`;
}

async function post(office, command, body, headers = {}) {
  const response = await fetch(`${office}/api/pacts/${PACT}/commands/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.status === 201 || response.status === 200, JSON.stringify(answer));
  return answer;
}

const person = (number) => ({
  registered_on: "2019-01-10",
  family_name: "Próba",
  given_name: `Jolán${number}`,
  birth_date: "1985-05-05",
  gender: "GENDER_FEMALE",
  taj: taj(number),
});
const enrolment = (participant_id) => ({
  participant_id,
  enrolled_on: "2019-02-01",
  document: "ENTRY_DOCUMENT_COOPERATION_AGREEMENT",
  document_signed_on: "2019-02-01",
  labour_status: "LABOUR_STATUS_UNEMPLOYED",
  schooling: "SCHOOLING_ISCED_1_2",
});
async function enrolled(number) {
  const { result } = await post(CHARITY, "RegisterParticipant", person(number));
  await post(GOVERNMENT_OFFICE, "EnrolParticipant", enrolment(result.participant_id));
  return result.participant_id;
}
/** Waits until the office finds the person by the number. */
async function findable(number) {
  const end = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(`${GOVERNMENT_OFFICE}/api/pacts/${PACT}/persons/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ taj: taj(number) }),
    });
    const found = await response.json();
    if (found.participant_ids?.length === 1) return;
    assert.ok(Date.now() < end, "the person is not found");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a command is found in the list and its form names what is missing", () =>
  withPage(CHARITY, "?page=commands", async (page) => {
    await page.waitForSelector("[data-command]");
    await picture(page, "commands");
    await page.fill("[name=filter]", "nyilvantart");
    await page.click("[data-command=RegisterParticipant] a");
    await page.waitForSelector("[data-form=RegisterParticipant]");
    assert.match(page.url(), /command=RegisterParticipant/);
    await page.fill("[name=birth_date]", "1985. 02. 30.");
    await page.click("form [type=submit]");
    await alertOf(page, "form.wrong").waitFor();
    const wrong = page.locator(".wrong");
    assert.ok((await wrong.count()) >= 5);
    assert.match(await wrong.filter({ hasText: "naptári nap" }).innerText(), /2021\. 06\. 30\./);
    assert.ok(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")));
    await assertAccessible(page, "a form with what is missing");
    await picture(page, "form_missing");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("This is no day of the calendar").waitFor();
    await assertAccessible(page, "the form in English");
  }));

test("a person is registered once, however often the button is pressed and the answer is lost", () =>
  withPage(CHARITY, "?page=commands&command=RegisterParticipant", async (page) => {
    const keys = [];
    let lost = 0;
    await page.route("**/commands/RegisterParticipant", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      const answer = await route.fetch();
      // The office recorded it; the answer does not come through the first time.
      if (lost++ === 0) return route.abort("connectionreset");
      return route.fulfill({ response: answer });
    });
    await page.waitForSelector("[data-form]");
    await page.fill("[name=registered_on]", "2019.1.10");
    await page.fill("[name=family_name]", "Duplán");
    await page.fill("[name=given_name]", "Kattintó");
    await page.fill("[name=birth_date]", "1985-05-05");
    await page.fill("[name=taj]", taj(1));
    await page.selectOption("[name=gender]", { label: "nő" });
    assert.equal(await page.inputValue("[name=registered_on]"), "2019.\u00a001.\u00a010.");
    await page.locator("form [type=submit]").dblclick();
    await alertOf(page, "network").waitFor();
    assert.equal(await page.inputValue("[name=family_name]"), "Duplán");
    await page.click("form [type=submit]");
    const outcome = page.locator("[data-outcome=recorded]");
    await outcome.waitFor();
    assert.equal(keys.length, 2);
    assert.equal(new Set(keys).size, 1);
    assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute("data-outcome")));
    const positions = await page.getAttribute("[data-positions]", "data-positions");
    assert.match(positions, /^\d+(,\d+)*$/);
    assert.match(await page.locator("[data-result=participant_id]").innerText(), /^[0-9a-f-]{36}$/);
    assert.equal(await page.locator("[data-command-id]").innerText(), keys[0]);
    await assertAccessible(page, "what was recorded");
    await picture(page, "recorded");
    const state = await page.evaluate(
      async ([pact, key]) => (await fetch(`/api/pacts/${pact}/commands/${key}`)).json(),
      [PACT, keys[0]],
    );
    assert.equal(state.state, "appended");
    assert.equal(state.positions.join(","), positions);
    await page.click("[data-another]");
    await page.waitForSelector("[data-form]");
    assert.equal(await page.inputValue("[name=family_name]"), "");
    await page.fill("[name=registered_on]", "2019.1.10");
    await page.fill("[name=family_name]", "Duplán");
    await page.fill("[name=given_name]", "Kattintó");
    await page.fill("[name=birth_date]", "1985-05-05");
    await page.fill("[name=taj]", taj(1));
    await page.selectOption("[name=gender]", { label: "nő" });
    await page.click("form [type=submit]");
    await page.waitForSelector("[data-outcome=already_so]");
    assert.equal(new Set(keys).size, 2);
  }));

test("what was changed after a lost answer is not recorded, and the page says so", () =>
  withPage(CHARITY, "?page=commands&command=RegisterParticipant", async (page) => {
    let first = true;
    await page.route("**/commands/RegisterParticipant", async (route) => {
      const response = await route.fetch();
      if (!first) return route.fulfill({ response });
      first = false;
      return route.abort("connectionreset");
    });
    await page.waitForSelector("[data-form]");
    for (const [name, value] of Object.entries({ ...person(5), gender: "" }))
      if (value) await page.fill(`[name=${name}]`, value);
    await page.selectOption("[name=gender]", "GENDER_FEMALE");
    await page.click("form [type=submit]");
    await alertOf(page, "network").waitFor();
    await page.fill("[name=family_name]", "Másik");
    await page.click("form [type=submit]");
    await page.waitForSelector("[data-outcome=recorded]");
    await page.getByText("Egy korábbi küldés már rögzült").waitFor();
    assert.equal(await page.locator("[data-result=participant_id]").count(), 1);
    await assertAccessible(page, "an earlier try that was recorded");
  }));

test("events are voided only after a look at what would change", () =>
  withPage(CHARITY, "?page=commands&command=VoidEvent", async (page) => {
    await page.waitForSelector("[data-command=VoidEvent]");
    assert.equal(await page.locator("[data-form]").count(), 0);
    await page.click("[data-command=VoidEvent] a");
    await page.waitForSelector("[data-look]");
  }));

test("a participant is found by number; what the office refuses stands beside its field", async () => {
  const id = await enrolled(2);
  await findable(2);
  await withPage(GOVERNMENT_OFFICE, "?page=commands&command=GrantSubsidy", async (page) => {
    await page.waitForSelector("[data-form]");
    await page.fill("[name=participant_id]", taj(2));
    await page.click("form [type=submit]");
    await page.getByText("Előbb keresse meg").waitFor();
    await page.click('[data-search="participant_id"]');
    await until(
      page,
      (found) => document.querySelector("[name=participant_id]").value === found,
      id,
    );
    await page.getByText("Az ügyfél megvan").waitFor();
    await page.selectOption("[name=scheme]", "S2");
    await page.fill("[name=granted_on]", "2019. 03. 03.");
    await page.fill("[name=intensity_percent]", "100");
    await page.fill("[name=months]", "8");
    await page.fill("[name=monthly_amount_ft]", "215000");
    await page.fill("[name=employer]", "nem jó!");
    assert.equal(await page.inputValue("[name=monthly_amount_ft]"), "215\u00a0000\u00a0Ft");
    await page.click("form [type=submit]");
    await alertOf(page, "input.invalid").waitFor();
    const field = page.locator(".field", { has: page.locator("[name=employer]") });
    await field.locator(".wrong").waitFor();
    assert.equal(await page.getAttribute("[name=employer]", "aria-invalid"), "true");
    await assertAccessible(page, "a field that the office refused");
    await picture(page, "refused_field");
    await page.fill("[name=employer]", "11111111-1-11");
    await page.fill("[name=granted_on]", "2018. 03. 03.");
    await page.click("form [type=submit]");
    await page.waitForSelector("[role=alert][data-code]:not([data-code='input.invalid'])");
    await page.fill("[name=granted_on]", "2019. 03. 03.");
    await page.fill("[name=months]", "");
    await page.click("form [type=submit]");
    // A rule names the scheme; the page tells it there, too.
    await alertOf(page, "grant.months_missing").waitFor();
    assert.equal(await page.getAttribute("[name=scheme]", "aria-invalid"), "true");
    await assertAccessible(page, "what a rule refused");
    await page.fill("[name=months]", "8");
    await page.fill("[name=granted_on]", "2019. 03. 03.");
    await page.click("form [type=submit]");
    await page.waitForSelector("[data-outcome=recorded]");
    assert.equal(await page.locator("[data-result=grant_id]").count(), 1);
  });
});

test("a meeting is recorded with its agenda and several resolutions", () =>
  withPage(PACT_OFFICE, "?page=commands&command=HoldSteeringGroupMeeting", async (page) => {
    await page.waitForSelector("[data-form]");
    await picture(page, "meeting");
    await page.fill("[name='agenda[0]']", "Első napirendi pont");
    await page.click("[data-add=agenda]");
    await page.fill("[name='agenda[1]']", "Második napirendi pont");
    await page.click("[data-add=resolutions]");
    await page.fill("[name='resolutions[1].subject']", "A munkaterv elfogadása");
    await page.click("[data-remove='resolutions[0]']");
    assert.equal(
      await page.inputValue("[name='resolutions[0].subject']"),
      "A munkaterv elfogadása",
    );
    await assertAccessible(page, "a form with lists");
  }));

test("a file is checked, then recorded, and its wrong rows come back to be mended", () =>
  withPage(CHARITY, "?page=import", async (page) => {
    await page.waitForSelector("[name=command]");
    await page.selectOption("[name=command]", "RegisterParticipant");
    await page.waitForSelector("[data-import=RegisterParticipant]");
    const template = page.waitForEvent("download");
    await page.click("[data-template=csv]");
    const heading = readFileSync(await (await template).path(), "utf8").split(/\r?\n/)[0];
    assert.match(heading, /Családi név \*/);
    const columns = heading.replace(/^\ufeff/, "").split(";");
    const column = (part) => columns.findIndex((name) => name.includes(part));
    const lines = Array.from({ length: 300 }, (_, at) => {
      const cells = columns.map(() => "");
      cells[0] = "2019.03.31.";
      cells[column("Családi")] = "Sor";
      cells[column("Utónév")] = `Ilona${at}`;
      cells[column("Születési")] = at === 7 ? "1985.02.30." : "1985.05.05.";
      cells[column("TAJ")] = at === 11 ? "123456789" : taj(1000 + at);
      cells[columns.findIndex((name) => /^Nem/.test(name))] = "nő";
      return cells.join(";");
    });
    const file = join(directory, "ugyfelek.csv");
    writeFileSync(file, [columns.join(";"), ...lines].join("\r\n"));
    await page.click("[data-check]");
    await page.getByText("Válasszon fájlt.").waitFor();
    assert.equal(await page.getAttribute("[data-record]", "aria-disabled"), "true");
    await page.setInputFiles("[name=file]", file);
    await page.click("[data-check]");
    await page.waitForSelector("[data-result=checked]");
    const count = (name) => page.locator(`[data-count=${name}]`).innerText();
    assert.equal(await count("rows"), "300");
    assert.equal(await count("recorded"), "298");
    assert.equal(await count("malformed"), "2");
    const rows = page.locator("[data-error]");
    assert.equal(await rows.count(), 2);
    assert.match(await rows.first().innerText(), /9\s+Születési/);
    await assertAccessible(page, "a checked file");
    await picture(page, "import_checked");
    await page.click("[data-record]");
    await page.waitForSelector("[data-result=recorded]");
    assert.equal(await count("recorded"), "298");
    const mended = page.waitForEvent("download");
    await page.click("[data-mend]");
    const mend = readFileSync(await (await mended).path(), "utf8");
    assert.equal(mend.trim().split(/\r?\n/).length, 3);
    await assertAccessible(page, "a recorded file");
    await picture(page, "import_recorded");
    await page.click("[data-check]");
    await page.waitForSelector("[data-result=checked]");
    assert.equal(await count("already_so"), "298");
  }));

test("a long file shows how far it is", () =>
  withPage(CHARITY, "?page=import&command=RegisterParticipant&lang=en", async (page) => {
    const self = `/api/pacts/${PACT}/imports/RegisterParticipant/1`;
    const state = (name, recorded) => ({ state: name, dry_run: true, rows: 200, recorded, self });
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    await page.route("**/imports/RegisterParticipant?*", (route) =>
      route.fulfill({ status: 202, json: state("running", 50) }),
    );
    await page.route("**/imports/RegisterParticipant/1?*", async (route) => {
      await ended;
      return route.fulfill({ json: state("done", 200) });
    });
    await page.waitForSelector("[data-import]");
    await page.setInputFiles("[name=file]", {
      name: "x.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("x"),
    });
    await page.click("[data-check]");
    await page.getByText("Checking: 50 of 200 rows").waitFor();
    assert.equal(await page.getAttribute("progress", "value"), "50");
    assert.equal(await page.getAttribute("[data-record]", "aria-disabled"), "true");
    await assertAccessible(page, "a file that is being checked");
    end();
    await page.waitForSelector("[data-result=checked]");
    assert.equal(await page.getAttribute("[data-record]", "aria-disabled"), null);
    await page.fill("[name=sheet]", "another");
    assert.equal(await page.getAttribute("[data-record]", "aria-disabled"), "true");
  }));

test("a file without the needed columns is refused by their names", () =>
  withPage(CHARITY, "?page=import&command=RegisterParticipant", async (page) => {
    await page.waitForSelector("[data-import]");
    await page.setInputFiles("[name=file]", {
      name: "x.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Családi név;Utónév\r\nPróba;Anna\r\n"),
    });
    await page.click("[data-check]");
    const alert = alertOf(page, "import.heading");
    await alert.waitFor();
    assert.match(await alert.innerText(), /Születési idő/);
    await assertAccessible(page, "a file without columns");
  }));

test("the worklist tells who is due, and its button opens the form filled in", () =>
  withPage(GOVERNMENT_OFFICE, "?page=worklist", async (page) => {
    await page.waitForSelector("[data-work]");
    assert.equal(await page.locator("[data-sum]").count(), 3);
    await assertAccessible(page, "the worklist");
    await picture(page, "worklist");
    assert.equal(await page.inputValue("[name=kind]"), "six_month");
    assert.equal(await page.locator("[data-work]:not([data-work=six_month])").count(), 0);
    await page.selectOption("[name=kind]", "evidence");
    await until(page, () => document.querySelector("[data-work=evidence]") !== null);
    await page.selectOption("[name=kind]", "six_month");
    await until(page, () => document.querySelector("[data-work=six_month]") !== null);
    const row = page.locator("[data-work=six_month]", { has: page.locator("[data-settle]") });
    const id = await row.first().locator("[data-person-link]").getAttribute("data-person-link");
    await row.first().locator("[data-settle]").click();
    await page.waitForSelector("[data-form=CheckSixMonthStatus]");
    assert.equal(await page.inputValue("[name=participant_id]"), id);
    // What the person's way names is offered in words.
    await page
      .getByText(/Munkába állás \(…/)
      .first()
      .waitFor({ state: "attached" });
    assert.match(await page.inputValue("[name=hire_id]"), /^[0-9a-f-]{36}$/);
    const proof = join(directory, "igazolas.pdf");
    writeFileSync(proof, "igazolás");
    await page.setInputFiles("[data-digest-of=evidence_sha256]", proof);
    const digest = createHash("sha256").update("igazolás").digest("hex");
    await until(
      page,
      (made) => document.querySelector("[name=evidence_sha256]").value === made,
      digest,
    );
    await assertAccessible(page, "a form that was filled in");
    await picture(page, "six_month");
    assert.doesNotMatch(page.url(), new RegExp(id));
  }));

test("a person's way shows every office's steps, the struck ones struck", async () => {
  const id = await enrolled(3);
  const interview = (day) =>
    post(CHARITY, "HoldFirstInterview", { participant_id: id, held_on: day, minutes: 60 });
  const { positions } = await interview("2019-02-10");
  await withPage(CHARITY, "?page=pathway", async (page) => {
    await page.fill("[name=person]", id);
    await page.waitForSelector(`[data-step="${positions[0]}"][data-struck=false]`);
    assert.ok((await page.locator("[data-step]").count()) >= 3);
    assert.doesNotMatch(page.url(), new RegExp(id));
    await assertAccessible(page, "a person's way");
    await page.click(`[data-correct="${positions[0]}"]`);
    await page.waitForSelector(`[data-preview="${positions[0]}"]`);
    await assertAccessible(page, "what a correction would change");
    await picture(page, "preview");
    await page.check("[value=VoidEvent]");
    await page.waitForSelector("[data-form=VoidEvent]");
    await page.selectOption("[name=reason]", { label: "elírás" });
    await page.click("form[data-form] [type=submit]");
    await page.waitForSelector("[data-outcome=recorded]");
    await page.click('.toolbar a[href*="page=pathway"]');
    await page.waitForSelector(`[data-step="${positions[0]}"][data-struck=true]`);
    await assertAccessible(page, "a way with a struck step");
    await picture(page, "pathway");
  });
});

test("a correction takes the wrong entry's place, and errors stand beside the right command's fields", async () => {
  const id = await enrolled(4);
  const { positions } = await post(CHARITY, "HoldFirstInterview", {
    participant_id: id,
    held_on: "2019-02-10",
    minutes: 60,
  });
  await withPage(CHARITY, "?page=correct&lang=en", async (page) => {
    await page.click("[data-look]");
    await page.locator(".wrong").waitFor();
    await page.fill("[name=position]", "999999999");
    await page.click("[data-look]");
    await page.waitForSelector("[role=alert]");
    await page.fill("[name=position]", positions[0]);
    await page.click("[data-look]");
    await page.waitForSelector("[data-preview]");
    await page.check("[value=CorrectEvent]");
    await page.selectOption("[name=right_command]", "HoldFirstInterview");
    await page.waitForSelector("[data-form=HoldFirstInterview]");
    await page.selectOption("[name='correction.reason']", { label: "entry error" });
    await page.fill("[name=participant_id]", id);
    await page.fill("[name=held_on]", "11 Feb 2019");
    await page.fill("[name=minutes]", "75");
    await assertAccessible(page, "a correction");
    await picture(page, "correction");
    await page.click("form[data-form] [type=submit]");
    await page.waitForSelector("[data-outcome=recorded]");
  });
  const way = await fetch(`${CHARITY}/api/pacts/${PACT}/persons/${id}/pathway`);
  const steps = (await way.json()).steps;
  const held = steps.filter((step) => step.type.endsWith("FirstInterviewHeld"));
  assert.deepEqual(held.map((step) => [step.on, step.voided_by !== "0"]).sort(), [
    ["2019-02-10", true],
    ["2019-02-11", false],
  ]);
});

test("an evaluation of a closed half-year is named before an old hire is voided", () =>
  withPage(GOVERNMENT_OFFICE, "?page=correct", async (page) => {
    // The service's answer for a half-year that was closed and reported.
    const row = {
      indicator: "PO25",
      name: { hu: "Résztvevők", en: "Participants" },
      now: "104",
      without: "103",
      difference: "-1",
      evaluated: "104",
      evaluation_differs: true,
      report_differs: false,
    };
    await page.route("**/correction-preview?positions=17", (route) =>
      route.fulfill({
        json: {
          meta: { valid_at: "2021-06-30" },
          events: [
            {
              position: "17",
              name: { hu: "Munkába állás", en: "Hire" },
              occurred_on: "2019-03-01",
            },
          ],
          differences: [row],
          periods: [
            { period: "2019-H1", day: "2019-06-30", closed_on: "2019-08-01", differences: [row] },
            { period: "2019-H2", day: "2019-12-31", closed_on: "", differences: [] },
          ],
        },
      }),
    );
    await page.fill("[name=position]", "17");
    await page.click("[data-look]");
    await alertOf(page, "correct.closed").waitFor();
    assert.match(await alertOf(page, "correct.closed").innerText(), /2019-H1/);
    const period = page.locator("[data-period='2019-H1'][data-closed=true]");
    assert.match(await period.innerText(), /lezárva: 2019\.\s08\.\s01\./);
    assert.match(await period.innerText(), /104[\s\S]*103[\s\S]*−1/);
    assert.match(await period.innerText(), /eltérne/);
    assert.equal(await page.locator("[data-period='2019-H2']").count(), 0);
    await assertAccessible(page, "figures of a closed half-year");
    await picture(page, "preview_closed");
  }));

test("everything fits a screen of 320 pixels", () =>
  withPage(
    GOVERNMENT_OFFICE,
    "",
    async (page) => {
      await page.waitForSelector("[data-open-office]");
      for (const [search, there] of [
        ["page=commands&command=GrantSubsidy", "[data-form]"],
        ["page=import&command=RecordHire", "[data-import]"],
        ["page=worklist", "[data-work]"],
        ["page=correct", "[data-look]"],
      ]) {
        await page.goto(`${GOVERNMENT_OFFICE}/?${search}`);
        await page.waitForSelector(there);
        await assertNeverWider(page, search);
        await assertAccessible(page, `${search} at 320 pixels`);
      }
      await picture(page, "phone_correct");
    },
    { width: 320, height: 700 },
  ));
