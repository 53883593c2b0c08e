// One indicator: where it stands, how far its targets are, what it counts and how it got here.
import type { IndicatorState, PaceState, TargetState } from "../api";
import { dueText, forecastText, targetText } from "../registers/targets";
import { formatChange, formatDate, formatNumber } from "../format";
import { CurveChart } from "./curve_chart";
import { Icon, type IconName } from "./icon";
import { usePage } from "./page_context";
import { Progress } from "./progress";

const PACE_ICONS: Record<PaceState, IconName> = {
  ON_TRACK: "check",
  REACHED: "flag",
  BEHIND: "clock",
  MISSED: "cross",
  UNSPECIFIED: "dash",
};

export function IndicatorCard({ indicator }: { indicator: IndicatorState }) {
  const { app, lang, t, say } = usePage();
  const { code, targets } = indicator;
  const unit = say(indicator.unit);
  const next = targets[indicator.next_target];
  const final = targets.at(-1);
  return (
    <article class="card" aria-labelledby={`${code}-name`} data-indicator={code}>
      <header>
        <p class="code">
          <span>{code}</span>
          {indicator.kind === "output" && ` · ${t("indicator.output")}`}
          {indicator.kind === "result" && ` · ${t("indicator.result")}`}
        </p>
        <p class={`pace pace-${indicator.pace}`} data-pace={indicator.pace}>
          <Icon name={PACE_ICONS[indicator.pace]} />
          {t(`pace.${indicator.pace}`)}
        </p>
      </header>
      <h3 id={`${code}-name`}>{say(indicator.name)}</h3>
      <Value indicator={indicator} unit={unit} />
      <div class="goals">
        {next && next !== final && (
          <Progress title={t("indicator.next")} target={next} value={indicator.value} unit={unit} />
        )}
        {final && (
          <Progress
            title={t(next ? "indicator.final" : "indicator.last")}
            target={final}
            value={indicator.value}
            unit={unit}
          />
        )}
        <PastTargets targets={targets.filter((one) => one.past && one !== final)} unit={unit} />
      </div>
      <Paces indicator={indicator} unit={unit} open={next !== undefined} />
      <CurveChart indicator={indicator} unit={unit} />
      <Definition indicator={indicator} />
      <footer>
        <button
          type="button"
          class="secondary"
          aria-label={t("indicator.explain_of", { code })}
          data-explain={code}
          onClick={() => app.openExplain(code)}
        >
          <Icon name="list" />
          {t("indicator.explain")}
        </button>
        <span class="quiet">
          {t("indicator.events", { n: formatNumber(indicator.events, lang) })}
        </span>
      </footer>
    </article>
  );
}

function Value({ indicator, unit }: { indicator: IndicatorState; unit: string }) {
  const { state, lang, t } = usePage();
  const change = state.changes.get(indicator.code);
  if (indicator.definition_version === 0)
    return <p class="value unknown">{t("indicator.unknown")}</p>;
  return (
    <p class="value">
      <strong
        key={indicator.value}
        data-value={indicator.value}
        class={change === undefined ? "" : "moved"}
      >
        {formatNumber(indicator.value, lang)}
      </strong>
      <span class="unit">{unit}</span>
      {change !== undefined && (
        <span class="change">{t("indicator.change", { n: formatChange(change, lang) })}</span>
      )}
    </p>
  );
}

function PastTargets({ targets, unit }: { targets: TargetState[]; unit: string }) {
  const { lang, t } = usePage();
  const shown = targets.filter((target) => target.target > 0);
  if (shown.length === 0) return null;
  return (
    <ul class="past-targets">
      {shown.map((target) => {
        const met = target.value >= target.target;
        return (
          <li key={`${target.date}${target.month}`} class={met ? "met" : "missed"}>
            <Icon name={met ? "check" : "cross"} />
            {t(met ? "indicator.met_target" : "indicator.missed_target", {
              target: targetText(target, lang, t),
              value: formatNumber(target.value, lang),
              unit,
              date: dueText(target, lang, t),
            })}
          </li>
        );
      })}
    </ul>
  );
}

function Paces({
  indicator,
  unit,
  open,
}: {
  indicator: IndicatorState;
  unit: string;
  /** A target lies ahead. */
  open: boolean;
}) {
  const { lang, t } = usePage();
  const perMonth = (x100: number) =>
    t("indicator.per_month", { n: formatNumber(x100 / 100, lang, 2), unit });
  const needed = indicator.needed_per_month_x100;
  const none =
    !open && indicator.pace === "MISSED" ? "indicator.too_late" : "indicator.none_needed";
  return (
    <dl class="paces">
      <div>
        <dt>{t("indicator.needed")}</dt>
        <dd>{needed > 0 ? perMonth(needed) : t(none)}</dd>
      </div>
      <div>
        <dt>{t("indicator.recent")}</dt>
        <dd>{perMonth(indicator.recent_per_month_x100)}</dd>
      </div>
      <Foreseen indicator={indicator} />
    </dl>
  );
}

/** What the last months let expect for the days that lie ahead. */
function Foreseen({ indicator }: { indicator: IndicatorState }) {
  const { lang, t } = usePage();
  const { next_forecast: next, final_forecast: final } = indicator;
  const shown = [next, final?.date === next?.date ? null : final]
    .filter((one) => one !== null)
    .map((one) => ({ date: one.date, text: forecastText(one, indicator, lang, t) }))
    .filter((one) => one.text !== null);
  return (
    <>
      {shown.map(({ date, text }) => (
        <div key={date} class="foreseen" data-forecast={date}>
          <dt>{t("forecast.title", { date: formatDate(date, lang) })}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </>
  );
}

function Definition({ indicator }: { indicator: IndicatorState }) {
  const { state, t, say } = usePage();
  const known = new Map(state.pact?.problems.map((problem) => [problem.id, problem]));
  return (
    <div class="definition">
      {indicator.definition_version === 0 ? (
        <p>{t("indicator.no_definition")}</p>
      ) : (
        <p>
          <strong>{t("indicator.definition")}:</strong> {say(indicator.definition)}{" "}
          <span class="quiet">
            ({t("indicator.definition_version", { n: indicator.definition_version })})
          </span>
        </p>
      )}
      {indicator.problems.length > 0 && (
        <details>
          <summary>
            {t("indicator.problems")}: {indicator.problems.map(unbroken).join(", ")}
          </summary>
          <ul>
            {indicator.problems.map((id) => {
              const problem = known.get(id);
              return (
                <li key={id}>
                  <strong>{unbroken(id)}</strong>
                  {problem && ` – ${say(problem.finding)} ${say(problem.handling)}`}
                </li>
              );
            })}
          </ul>
        </details>
      )}
    </div>
  );
}

/** A problem id that is not parted at its hyphen. */
function unbroken(id: string): string {
  return id.replaceAll("-", "\u2011");
}
