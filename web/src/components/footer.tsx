// What the figures rest on, and the statements that every page links to.
import { formatNumber } from "../format";
import { type Page, type UrlState, formatUrl } from "../url_state";
import { usePage } from "./page_context";

export function Footer() {
  const { app, state, lang, t } = usePage();
  const meta = state.indicators.data?.meta;
  const link = (page: Page, text: string) => {
    const url: UrlState = {
      pact: state.pacts.length > 1 ? (state.pact?.pact ?? null) : null,
      page,
      lang: lang === "en" ? "en" : null,
      asOf: state.asOf,
      explain: null,
    };
    return (
      <a
        href={formatUrl(url) || "?"}
        aria-current={state.page === page ? "page" : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          app.setPage(page);
          scrollTo(0, 0);
          document.getElementById("content")?.focus();
        }}
      >
        {text}
      </a>
    );
  };
  return (
    <footer class="footer">
      <div class="wrap">
        <p>{t("footer.about")}</p>
        {meta && (
          <p class="figures">
            {t("meta.position", { n: formatNumber(meta.applied_through, lang) })}
            {meta.plan_version > 0 && ` · ${t("meta.plan", { n: meta.plan_version })}`}
            {meta.unknown_events > 0 &&
              ` · ${t("meta.unknown", { n: formatNumber(meta.unknown_events, lang) })}`}
          </p>
        )}
        <nav aria-label={t("footer.label")}>
          <ul>
            {state.page !== "dashboard" && <li>{link("dashboard", t("footer.back"))}</li>}
            <li>{link("accessibility", t("footer.accessibility"))}</li>
            <li>{link("privacy", t("footer.privacy"))}</li>
          </ul>
        </nav>
        <p class="eu">{t("app.eu_short")}</p>
      </div>
    </footer>
  );
}
