// The monthly values against the planned line. The drawing comes in its own chunk; its content
// stands beside it as a sentence and a table.
import { useEffect, useRef } from "preact/hooks";
import type { IndicatorState } from "../api";
import type { Curve, CurveData } from "../chart/curve";
import { formatDate, formatMonth, formatNumber } from "../format";
import { usePage } from "./page_context";

interface Props {
  indicator: IndicatorState;
  unit: string;
}

export function CurveChart({ indicator, unit }: Props) {
  const { state, lang, t } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const curve = useRef<Curve | null>(null);
  const { code, monthly } = indicator;
  const planned = new Map(indicator.planned_line.map((p) => [p.date, p.value]));
  const data: CurveData = {
    lang,
    unit,
    actual: monthly,
    planned: indicator.planned_line,
    targets: indicator.targets.map(({ date, target }) => ({ date, value: target })),
    asOf: state.indicators.data?.meta.valid_at ?? "",
    names: { actual: t("chart.actual"), planned: t("chart.planned"), target: t("chart.target") },
  };
  const signature = JSON.stringify(data);
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    let gone = false;
    void import("../chart/curve").then(({ mountCurve }) => {
      if (gone || !box.current) return;
      curve.current = mountCurve(box.current);
      curve.current.show(latest.current);
    });
    return () => {
      gone = true;
      curve.current?.dispose();
      curve.current = null;
    };
  }, []);
  useEffect(() => curve.current?.show(latest.current), [signature]);

  const last = monthly.at(-1);
  if (!last && indicator.planned_line.length === 0) return null;
  const number = (value: number | undefined) =>
    value === undefined ? "–" : formatNumber(value, lang);
  const actual = new Map(monthly.map((m) => [m.date, m.value]));
  const dates = [...new Set([...planned.keys(), ...actual.keys()])].sort();
  const summary = t("chart.summary", {
    date: formatMonth(last?.date ?? "", lang),
    value: number(last?.value),
    unit,
    planned: number(planned.get(last?.date ?? "")),
  });
  return (
    <figure class="curve">
      <figcaption>
        <span class="visually-hidden">{t("chart.title", { code })}</span>
        <span class="key key-actual">{t("chart.actual")}</span>
        <span class="key key-planned">{t("chart.planned")}</span>
        <span class="key key-target">{t("chart.target")}</span>
      </figcaption>
      <div class="curve-box" role="img" aria-label={summary}>
        <div ref={box} class="curve-canvas" aria-hidden="true" />
      </div>
      <details>
        <summary>
          {t("chart.table")}
          <span class="visually-hidden"> ({code})</span>
        </summary>
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t("chart.title", { code })}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("chart.month")}</th>
                <th scope="col">{t("chart.actual")}</th>
                <th scope="col">{t("chart.planned")}</th>
              </tr>
            </thead>
            <tbody>
              {dates.map((date) => (
                <tr key={date}>
                  <th scope="row">{formatDate(date, lang)}</th>
                  <td>{number(actual.get(date))}</td>
                  <td>{number(planned.get(date))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
