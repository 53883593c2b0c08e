// What the figures rest on, and the statements that every page links to.
import { formatNumber } from "../format";
import { STATEMENT_PAGES } from "../url_state";
import { usePage } from "./page_context";
import { PageLink } from "./page_link";

export function Footer() {
  const { state, lang, t } = usePage();
  const meta = state.indicators.data?.meta;
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
            {state.page !== "dashboard" && (
              <li>
                <PageLink page="dashboard">{t("footer.back")}</PageLink>
              </li>
            )}
            {STATEMENT_PAGES.map((page) => (
              <li key={page}>
                <PageLink page={page}>{t(`footer.${page}`)}</PageLink>
              </li>
            ))}
          </ul>
        </nav>
        <p class="eu">{t("app.eu_short")}</p>
      </div>
    </footer>
  );
}
