// A real Chromium without network of its own, with a fresh profile.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const PROGRAM = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS };
const READER = {
  viewport: { width: 1280, height: 900 },
  locale: "hu-HU",
  timezoneId: "Europe/Budapest",
};

/** A browser for many readers: `newReader` answers a context that shares nothing with the others. */
export async function openBrowserForMany() {
  const browser = await chromium.launch(PROGRAM);
  return {
    newReader: (options = {}) => browser.newContext({ ...READER, ...options }),
    close: () => browser.close(),
  };
}

/** Opens a browser; `close` ends it and removes its profile. */
export async function openBrowser(options = {}) {
  const profile = await mkdtemp(join(tmpdir(), "paktum-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...PROGRAM,
    ...READER,
    ...options,
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
