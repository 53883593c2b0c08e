// Duties that return: how often, how many were done, when the next one is due.
import type { CadenceState } from "../api";
import { formatDate, formatNumber } from "../format";
import { Icon, type IconName } from "./icon";
import { ViewNotice } from "./notices";
import { usePage } from "./page_context";

type Standing = "overdue" | "in_time" | "done" | "untracked";

const ICONS: Record<Standing, IconName> = {
  overdue: "warning",
  in_time: "check",
  done: "flag",
  untracked: "dash",
};

function standing(cadence: CadenceState): Standing {
  if (cadence.overdue) return "overdue";
  if (cadence.next_due_on) return "in_time";
  // Where no event records the duty, nothing is expected and nothing is ever held.
  return cadence.expected + cadence.held > 0 ? "done" : "untracked";
}

export function CadenceList() {
  const { state, t } = usePage();
  const view = state.schedule.data;
  return (
    <section id="cadences" class="part" aria-labelledby="cadences-title" tabIndex={-1}>
      <div class="part-head">
        <h2 id="cadences-title">{t("cadences.title")}</h2>
        <p>{t("cadences.lead")}</p>
      </div>
      <ViewNotice view={state.schedule} />
      {view && (
        <div class="panel">
          <table class="cadences">
            <caption class="visually-hidden">{t("cadences.caption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("cadences.name")}</th>
                <th scope="col">{t("cadences.held")}</th>
                <th scope="col">{t("cadences.last")}</th>
                <th scope="col">{t("cadences.next")}</th>
                <th scope="col">{t("cadences.state")}</th>
              </tr>
            </thead>
            <tbody>
              {view.cadences.map((cadence) => (
                <CadenceRow key={cadence.code} cadence={cadence} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function CadenceRow({ cadence }: { cadence: CadenceState }) {
  const { lang, t, say } = usePage();
  const state = standing(cadence);
  const tracked = state !== "untracked";
  return (
    <tr data-cadence={cadence.code} data-standing={state}>
      <th scope="row">
        {say(cadence.name)}
        <span class="quiet interval">{t("cadences.months", { n: cadence.interval_months })}</span>
      </th>
      <td data-label={t("cadences.held")}>
        {tracked
          ? `${formatNumber(cadence.held, lang)} / ${formatNumber(cadence.expected, lang)}`
          : "–"}
        {cadence.missed > 0 && (
          <span class="missed">{t("cadences.missed", { n: cadence.missed })}</span>
        )}
      </td>
      <td data-label={t("cadences.last")}>
        {cadence.last_on ? formatDate(cadence.last_on, lang) : tracked ? t("cadences.never") : "–"}
      </td>
      <td data-label={t("cadences.next")}>
        {cadence.next_due_on
          ? formatDate(cadence.next_due_on, lang)
          : tracked
            ? t("cadences.over")
            : "–"}
      </td>
      <td data-label={t("cadences.state")}>
        <span class={`standing standing-${state}`}>
          <Icon name={ICONS[state]} />
          {t(`cadences.${state}`)}
        </span>
      </td>
    </tr>
  );
}
