// A value against one target. Above 100 % the bar grows past the target's mark instead of stopping.
import type { TargetState } from "../api";
import { dueText, targetText } from "../registers/targets";
import { formatNumber, formatPercentX10 } from "../format";
import { usePage } from "./page_context";

interface Props {
  title: string;
  target: TargetState;
  value: number;
  unit: string;
}

export function Progress({ title, target, value, unit }: Props) {
  const { lang, t } = usePage();
  const reached = target.past ? target.value : value;
  const text = t("indicator.of", {
    value: formatNumber(reached, lang),
    target: targetText(target, lang, t),
    unit,
  });
  const percent = target.target > 0 ? target.percent_x10 : 1000;
  const percentText =
    target.target > 0 ? formatPercentX10(target.percent_x10, lang) : t("indicator.zero_target");
  const scale = Math.max(1000, percent);
  const over = percent > 1000;
  return (
    <div class="progress">
      <p class="progress-head">
        <span>
          {title}:{" "}
          <strong>
            {targetText(target, lang, t)} {unit}
          </strong>
          <span class="quiet"> {t("indicator.by", { date: dueText(target, lang, t) })}</span>
        </span>
        <strong class="percent">{percentText}</strong>
      </p>
      <div
        class={over ? "bar is-over" : "bar"}
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={Math.max(target.target, reached, 1)}
        aria-valuenow={Math.max(reached, 0)}
        aria-valuetext={`${text}, ${percentText}${over ? `, ${t("indicator.over")}` : ""}`}
      >
        <span class="fill" style={{ width: `${(percent * 100) / scale}%` }} />
        {over && <span class="mark" style={{ left: `${100_000 / scale}%` }} />}
      </div>
    </div>
  );
}
