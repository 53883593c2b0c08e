// Draws the curve of one indicator with Apache ECharts. Loaded on demand. Tooltips are drawn, not
// written as HTML: the page's content security policy refuses inline styles.
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { DatedValue } from "../api";
import { type Lang, formatDate, formatNumber } from "../format";

use([LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export interface CurveData {
  lang: Lang;
  unit: string;
  actual: DatedValue[];
  planned: DatedValue[];
  targets: DatedValue[];
  /** The day that the page shows, YYYY-MM-DD. */
  asOf: string;
  names: { actual: string; planned: string; target: string };
}

export interface Curve {
  show(data: CurveData): void;
  dispose(): void;
}

const INK = "#1c2b36";
const QUIET = "#52616d";
const LINE = "#dfe4e8";
const ACTUAL = "#0b5c6b";
const PLANNED = "#6b7680";
const TARGET = "#8a4b00";
const FONT = { fontFamily: "inherit", fontSize: 12, color: QUIET };

/** Draws into `box` and follows its size until disposed. */
export function mountCurve(box: HTMLElement): Curve {
  const chart = init(box, null, { renderer: "canvas" });
  const fontFamily = getComputedStyle(box).fontFamily;
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(box);
  return {
    show(data) {
      chart.setOption(options(data, fontFamily), { notMerge: true });
    },
    dispose() {
      observer.disconnect();
      chart.dispose();
    },
  };
}

const points = (values: DatedValue[]) => values.map((p) => [p.date, p.value]);

function options(data: CurveData, fontFamily: string) {
  const { lang, unit, names } = data;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = { ...FONT, fontFamily };
  const first = data.planned[0]?.date ?? data.actual[0]?.date ?? "";
  const last = data.planned.at(-1)?.date ?? data.actual.at(-1)?.date ?? "";
  return {
    animation: !still,
    animationDuration: 300,
    animationDurationUpdate: 300,
    textStyle: { fontFamily },
    grid: { left: 4, right: 14, top: 16, bottom: 2, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: "#ffffff",
      borderColor: PLANNED,
      textStyle: { ...font, color: INK },
      axisPointer: { type: "line", lineStyle: { color: PLANNED, type: "solid" } },
      formatter: (items: unknown) => tooltip(items, lang, unit),
    },
    xAxis: {
      type: "time",
      min: monthStart(first),
      max: last || undefined,
      axisLine: { lineStyle: { color: PLANNED } },
      axisTick: { show: true, lineStyle: { color: PLANNED } },
      splitLine: { show: false },
      minInterval: 365 * 86_400_000,
      axisLabel: { ...font, hideOverlap: true, formatter: "{yyyy}" },
    },
    yAxis: {
      type: "value",
      min: 0,
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: LINE } },
      axisLabel: { ...font, formatter: (value: number) => formatNumber(value, lang) },
    },
    series: [
      {
        name: names.planned,
        type: "line",
        data: points(data.planned),
        showSymbol: false,
        silent: true,
        lineStyle: { color: PLANNED, width: 1.5, type: [5, 4] },
        itemStyle: { color: PLANNED },
      },
      {
        name: names.actual,
        type: "line",
        data: points(data.actual),
        showSymbol: false,
        lineStyle: { color: ACTUAL, width: 2.5 },
        itemStyle: { color: ACTUAL },
        areaStyle: { color: ACTUAL, opacity: 0.1 },
        markLine: asOfMark(data, last),
      },
      {
        name: names.target,
        type: "scatter",
        symbol: "diamond",
        symbolSize: 11,
        z: 5,
        data: points(data.targets.filter((target) => target.value > 0)),
        itemStyle: { color: TARGET, opacity: 1, borderColor: "#ffffff", borderWidth: 1.5 },
        label: {
          ...font,
          show: true,
          position: "left",
          offset: [6, 12],
          color: TARGET,
          fontWeight: "bold",
          textBorderColor: "#ffffff",
          textBorderWidth: 3,
          formatter: (item: { value: [string, number] }) => formatNumber(item.value[1], lang),
        },
        tooltip: { show: false },
      },
    ],
  };
}

function asOfMark(data: CurveData, last: string) {
  if (!data.asOf || data.asOf >= last) return undefined;
  return {
    silent: true,
    symbol: "none",
    animation: false,
    label: { show: false },
    lineStyle: { color: ACTUAL, width: 1, type: "solid" },
    data: [{ xAxis: data.asOf }],
  };
}

interface TooltipItem {
  seriesName: string;
  value: [string, number];
}

function tooltip(items: unknown, lang: Lang, unit: string): string {
  const rows = (Array.isArray(items) ? items : [items]) as TooltipItem[];
  const date = rows[0]?.value[0];
  if (!date) return "";
  const lines = rows.map((row) => `${row.seriesName}: ${formatNumber(row.value[1], lang)} ${unit}`);
  return [formatDate(date, lang), ...lines.reverse()].join("\n");
}

function monthStart(date: string): string | undefined {
  return date ? `${date.slice(0, 7)}-01` : undefined;
}
