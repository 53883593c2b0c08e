// What the browser tests share: opening the page and asking axe.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axeSource = await readFile(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
export const WAIT_MS = 15_000;

/** Opens the page, of `size` from the first paint on, and waits until its views and curves stand. */
export async function openPage(context, address, search = "", size = undefined) {
  const page = await context.newPage();
  if (size) await page.setViewportSize(size);
  page.setDefaultTimeout(WAIT_MS);
  const trouble = [];
  const foreign = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) foreign.push(request.url());
  });
  await page.goto(`${address}/${search}`);
  if (!search.includes("page=")) await page.waitForSelector(".curve-canvas canvas");
  return { page, trouble, foreign };
}

/**
 * Asserts that axe finds no violation of WCAG 2.1 A and AA nor of its best practices, and that it
 * looked at more than `rules` rules.
 */
export async function assertAccessible(page, what, rules = 20) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() =>
    axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    }),
  );
  const found = result.violations.map((violation) => ({
    rule: violation.id,
    nodes: violation.nodes.map((node) => `${node.target} ${node.failureSummary}`),
  }));
  assert.deepEqual(found, [], `axe: ${what}`);
  assert.ok(result.passes.length > rules, "axe looked at the page");
}

export const valueOf = (page, code) =>
  page.locator(`[data-indicator="${code}"] [data-value]`).getAttribute("data-value").then(Number);

/**
 * Has every page of `context` note, in each frame from its first on, whether it is wider than its
 * window; `assertNeverWider` asks for what was noted.
 */
export const watchWidth = (context) =>
  context.addInitScript(() => {
    window.tooWide = [];
    const look = () => {
      const { scrollWidth, clientWidth } = document.documentElement ?? {};
      if (scrollWidth > clientWidth && window.tooWide.length === 0)
        for (const element of document.querySelectorAll("body *")) {
          const right = Math.round(element.getBoundingClientRect().right);
          if (right > clientWidth && window.tooWide.length < 20)
            window.tooWide.push(
              `${element.tagName}.${element.className}: ${right} > ${clientWidth}`,
            );
        }
      requestAnimationFrame(look);
    };
    look();
  });

/** Asserts that the page was never wider than its window since it began to load. */
export async function assertNeverWider(page, what) {
  const seen = await page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.tooWide))),
      ),
  );
  assert.deepEqual(seen, [], `${what}: wider than the window`);
  const [inner, outer] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(inner <= outer, `${what}: ${inner} > ${outer}`);
}

/** Waits until `check` holds in the page. */
export const until = (page, check, argument) =>
  page.waitForFunction(check, argument, { timeout: WAIT_MS });
