// Pictures of the page for people to look at: web/test/out/*.png.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser/chromium.mjs";
import { startMock } from "./mock_server.mjs";

const OUT = fileURLToPath(new URL("./out/", import.meta.url));
await mkdir(OUT, { recursive: true });

const shots = [
  { name: "desktop_hu", width: 1280, search: "" },
  { name: "desktop_en", width: 1280, search: "?lang=en" },
  {
    name: "desktop_past",
    width: 1280,
    search: "?valid_at=2019-03-31&known_at=2019-04-10T08:00:00Z",
  },
  { name: "desktop_after", width: 1280, search: "", today: "2021-07-15" },
  { name: "drawer", width: 1280, search: "?explain=PR26", viewport: true },
  { name: "tip", width: 1280, search: "", hover: '[data-cell="3.1/2019-Q2"]', viewport: true },
  { name: "tablet", width: 820, search: "" },
  { name: "phone", width: 320, search: "" },
  { name: "phone_drawer", width: 320, search: "?explain=PR25", viewport: true },
  ...[
    "indicators",
    "staffing",
    "activities",
    "budget",
    "governance",
    "evaluation",
    "status-report",
    "members",
    "documents",
    "work-programme",
    "breakdown&by=target_group",
    "portal",
  ].flatMap((search) => {
    const [page] = search.split("&");
    return [
      { name: page, width: 1280, search: `?page=${search}`, register: page },
      { name: `phone_${page}`, width: 320, search: `?page=${search}&lang=en`, register: page },
    ];
  }),
  {
    name: "evaluation_approved",
    width: 1280,
    search: "?page=evaluation&period=2018-H2",
    register: "evaluation",
  },
  { name: "statement", width: 1280, search: "?page=accessibility" },
];

const browser = await openBrowser({ reducedMotion: "reduce" });
try {
  for (const { name, width, search, today, hover, viewport, register } of shots) {
    if (process.argv[2] && !new RegExp(process.argv[2]).test(name)) continue;
    const mock = await startMock(today ? { today } : {});
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${process.env.BASE_URL ?? mock.address}/${search}`);
    const part = name === "statement" ? ".statement" : ".curve-canvas canvas";
    await page.waitForSelector(register ? `[data-register=${register}][data-ready=true]` : part);
    if (search.includes("explain")) await page.waitForSelector(".drawer-table");
    if (name === "desktop_hu") mock.control("push/hire");
    if (name === "desktop_hu") await page.waitForSelector(".change");
    if (hover) {
      await page.locator(hover).scrollIntoViewIfNeeded();
      await page.locator(hover).click();
    }
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${OUT}${name}.png`, fullPage: !viewport });
    await page.close();
    mock.stop();
  }
} finally {
  await browser.close();
}
