// A real office, with accounts and without, and the real event log, on ports and data of their own.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = process.env.PAKTUM_BIN;
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PLAN = join(ROOT, "plans/tiszakecske.textproto");
const PAGE = process.env.PAKTUM_OFFICE_PAGE ?? join(ROOT, "web/dist/office");
const PATIENCE_MS = 30_000;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Waits until `check` answers something true, and answers that. */
export async function eventually(check, what = "it") {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await check();
    if (found) return found;
    assert.ok(Date.now() < end, `${what} did not come in time`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export class Programs {
  constructor() {
    assert.ok(BIN, "PAKTUM_BIN names the directory of the programs");
    assert.ok(existsSync(PAGE), "run scripts/web first");
    this.directory = mkdtempSync(join(tmpdir(), "paktum-office-page-"));
    this.running = new Map();
    this.passwords = new Map();
  }

  /** An account at the office whose data lie in `data`; its first password is kept. */
  addAccount(data, login, role, ...more) {
    const done = spawnSync(
      join(BIN, "paktum"),
      ["account", "add", "--data", join(this.directory, data), "--login", login]
        .concat(["--role", role])
        .concat(more),
      { encoding: "utf8" },
    );
    assert.equal(done.status, 0, done.stderr);
    const [, password] = /password (\S+)/.exec(done.stdout) ?? [];
    if (password) this.passwords.set(login, password);
  }

  /** Starts the charity; `accounts`: whether one has to log in. Answers its address. */
  async startOffice(name, { accounts = true, log = "tcp://127.0.0.1:1", port = 0 } = {}) {
    const data = join(this.directory, name);
    const command = ["--plan", PLAN, "--data", data, "--keys", join(data, "keys"), "--log", log]
      .concat(["--listen", `127.0.0.1:${port}`, "--web", PAGE])
      .concat(accounts ? ["--accounts", join(data, "accounts")] : []);
    const output = this.spawn(name, "charity", command);
    const [, found] = await eventually(
      () => /office\.started .*\bport=(\d+)/.exec(output()),
      `the start of ${name}`,
    );
    return `http://127.0.0.1:${found}`;
  }

  /** An endpoint where nobody listens yet. */
  async reserveLog() {
    return `tcp://127.0.0.1:${await freePort()}`;
  }
  async startLog(endpoint) {
    const hints = `tcp://127.0.0.1:${await freePort()}`;
    const data = join(this.directory, "event_log");
    const output = this.spawn("event_log", "event_log", [
      ...["--data", data, "--listen", endpoint, "--hints", hints],
    ]);
    await eventually(() => /service\.ready/.test(output()), "the log");
  }

  spawn(name, program, command) {
    const file = join(this.directory, `${name}.txt`);
    const out = openSync(file, "w", 0o600);
    const child = spawn(join(BIN, program), command, { stdio: ["ignore", out, out] });
    closeSync(out);
    this.running.set(name, child);
    return () => readFileSync(file, "utf8");
  }

  async stop(name) {
    const child = this.running.get(name);
    if (!child) return;
    this.running.delete(name);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  async stopAll() {
    for (const name of [...this.running.keys()]) await this.stop(name);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
