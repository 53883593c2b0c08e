// What one indicator counts, event by event. A modal dialog: the browser keeps the focus inside and
// gives it back when it closes.
import { useEffect, useRef } from "preact/hooks";
import { type CountVerdict, type ExplainView, type ExplainedEvent, readIndicator } from "../api";
import { formatDate, formatInstant, formatNumber } from "../format";
import { isTextKey } from "../i18n";
import { CurveChart } from "./curve_chart";
import { Icon, type IconName } from "./icon";
import { ViewNotice } from "./notices";
import { usePage } from "./page_context";

const VERDICT_ICONS: Record<CountVerdict, IconName> = {
  COUNTED: "check",
  PERSON_COUNTED_ALREADY: "dash",
  VOIDED: "cross",
  AFTER_VALID_AT: "clock",
  FILTERED: "dash",
  REQUIREMENT_MISSING: "dash",
  OUTSIDE_PERIOD: "dash",
  UNSPECIFIED: "dash",
};

export function ExplainDrawer() {
  const { app, state, lang, t, say } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const { explain, explained } = state;
  const open = explain !== null;
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    else if (!open && element.open) element.close();
  }, [open]);

  const code = explain?.code ?? "";
  const view = explained.data;
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-labelledby="drawer-title"
      onClose={() => app.closeExplain()}
      onClick={(event) => {
        if (event.target === dialog.current) app.closeExplain();
      }}
    >
      {explain && (
        <div class="drawer-inner" data-drawer={code} aria-busy={explained.loading}>
          <header>
            <h2 id="drawer-title">{t("explain.title", { code })}</h2>
            <button type="button" class="plain" onClick={() => app.closeExplain()} data-close>
              <Icon name="cross" />
              {t("explain.close")}
            </button>
          </header>
          <ViewNotice view={explained} />
          {view && (
            <>
              <p class="drawer-name">{say(view.indicator.name)}</p>
              <p class="drawer-sum">
                <strong data-explained-value={view.indicator.value}>
                  {t("explain.value", {
                    value: formatNumber(view.indicator.value, lang),
                    unit: say(view.indicator.unit),
                  })}
                </strong>
                <span>{t("explain.total", { n: formatNumber(view.total_events, lang) })}</span>
                {view.meta.valid_at && (
                  <span>
                    {t("asof.state_valid", { date: formatDate(view.meta.valid_at, lang) })}
                  </span>
                )}
              </p>
              <p>
                {say(view.indicator.definition)}{" "}
                <span class="quiet">
                  ({t("indicator.definition_version", { n: view.indicator.definition_version })})
                </span>
              </p>
              <DrawerCurve code={code} />
              {view.events.length > 0 ? (
                <ExplainTable view={view} page={explain.after.length} />
              ) : (
                <p class="quiet">{t("explain.empty")}</p>
              )}
              <p class="quiet">{t("explain.privacy")}</p>
            </>
          )}
        </div>
      )}
    </dialog>
  );
}

/** The curve of an indicator that has no card on the page. */
function DrawerCurve({ code }: { code: string }) {
  const { state, say } = usePage();
  if (state.page !== "indicators") return null;
  const row = state.register.data?.messages("indicators").find((one) => one.text("code") === code);
  if (!row) return null;
  const indicator = readIndicator(row.raw);
  return <CurveChart key={code} indicator={indicator} unit={say(indicator.unit)} />;
}

function ExplainTable({ view, page }: { view: ExplainView; page: number }) {
  const { app, t } = usePage();
  const caption = t("explain.caption", { n: page });
  const turn = (move: () => void) => {
    move();
    document.querySelector(".drawer-table")?.scrollTo(0, 0);
  };
  return (
    <>
      <div class="table-scroll drawer-table" tabIndex={0} role="group" aria-label={caption}>
        <table>
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t("explain.position")}</th>
              <th scope="col">{t("explain.type")}</th>
              <th scope="col">{t("explain.occurred")}</th>
              <th scope="col">{t("explain.recorded")}</th>
              <th scope="col">{t("explain.verdict")}</th>
              <th scope="col" class="number">
                {t("explain.amount")}
              </th>
            </tr>
          </thead>
          <tbody>
            {view.events.map((event) => (
              <ExplainRow key={event.position} event={event} />
            ))}
          </tbody>
        </table>
      </div>
      <nav class="pages" aria-label={caption}>
        <button
          type="button"
          class="secondary"
          aria-disabled={page === 1}
          onClick={() => page > 1 && turn(() => app.explainBack())}
        >
          {t("explain.previous")}
        </button>
        <span>{t("explain.page", { n: page })}</span>
        <button
          type="button"
          class="secondary"
          aria-disabled={view.next_after === 0}
          data-next-page
          onClick={() => view.next_after > 0 && turn(() => app.explainNext(view.next_after))}
        >
          {t("explain.next")}
        </button>
      </nav>
    </>
  );
}

/** Why a fact about a closed period came after its closing. */
function LateReason({ reason }: { reason: string }) {
  const { t } = usePage();
  const key = `enum.${reason}`;
  if (!reason) return null;
  return (
    <span class="cell-note">{t("explain.late", { reason: isTextKey(key) ? t(key) : reason })}</span>
  );
}

function ExplainRow({ event }: { event: ExplainedEvent }) {
  const { state, lang, t, say } = usePage();
  const title = state.eventTypes.get(event.type);
  const verdict =
    event.verdict === "VOIDED" && event.voided_by > 0
      ? t("verdict.VOIDED_BY", { n: formatNumber(event.voided_by, lang) })
      : t(`verdict.${event.verdict}`);
  return (
    <tr class={`verdict-${event.verdict}`}>
      <th scope="row">{formatNumber(event.position, lang)}</th>
      <td>{title ? say(title) : event.type}</td>
      <td>{formatDate(event.occurred_on, lang)}</td>
      <td>{formatInstant(event.recorded_at, lang)}</td>
      <td>
        <span class="verdict">
          <Icon name={VERDICT_ICONS[event.verdict]} />
          {verdict}
        </span>
        <LateReason reason={event.late_reason} />
      </td>
      <td class="number">{event.verdict === "COUNTED" ? formatNumber(event.amount, lang) : "–"}</td>
    </tr>
  );
}
