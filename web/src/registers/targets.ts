// How targets and forecasts are said. Pure.
import { type Lang, formatDate, formatNumber } from "../format";
import { type Translate, pick } from "../i18n";
import type { Forecast, IndicatorState, TargetState } from "../view_types";

/** "215", "15–20", "at least 5". */
export function targetText(target: TargetState, lang: Lang, t: Translate): string {
  const low = formatNumber(target.target, lang);
  if (target.target_max > target.target) return `${low}–${formatNumber(target.target_max, lang)}`;
  return target.at_least ? t("target.at_least", { n: low }) : low;
}

/** The day of a target; its month while no day is known. */
export function dueText(target: TargetState, lang: Lang, t: Translate): string {
  return target.date ? formatDate(target.date, lang) : t("target.month", { n: target.month });
}

/** What a forecast says; null for a day that is over and once the last target is reached. */
export function forecastText(
  forecast: Forecast,
  indicator: IndicatorState,
  lang: Lang,
  t: Translate,
): string | null {
  if (indicator.pace === "REACHED") return null;
  switch (forecast.state) {
    case "FORESEEN": {
      const number = (value: number) => formatNumber(value, lang);
      const values = {
        value: number(forecast.value),
        low: number(forecast.low),
        high: number(forecast.high),
        unit: pick(indicator.unit, lang),
      };
      return t(forecast.low === forecast.high ? "forecast.value" : "forecast.between", values);
    }
    case "NOT_ENOUGH_DATA":
    case "NOT_CUMULATIVE":
      return t(`forecast.${forecast.state}`);
    default:
      return null;
  }
}
