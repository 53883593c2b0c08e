import { Downloads } from "./downloads";
import { IndicatorCard } from "./indicator_card";
import { ViewNotice } from "./notices";
import { usePage } from "./page_context";
import { PageLink } from "./page_link";

export function Indicators() {
  const { state, t } = usePage();
  const { indicators } = state;
  return (
    <section id="indicators" class="part" aria-labelledby="indicators-title" tabIndex={-1}>
      <div class="part-head">
        <h2 id="indicators-title">{t("indicators.title")}</h2>
        <p>{t("indicators.lead")}</p>
      </div>
      <ViewNotice view={indicators} />
      {indicators.data && (
        <div class="cards" data-position={indicators.data.meta.applied_through}>
          {indicators.data.indicators.map((indicator) => (
            <IndicatorCard key={indicator.code} indicator={indicator} />
          ))}
        </div>
      )}
      {indicators.data && (
        <div class="part-foot">
          <PageLink page="indicators">{t("indicators.all")}</PageLink>
          <Downloads view="indicators" />
        </div>
      )}
      {indicators.data?.indicators.length === 0 && <p class="quiet">{t("indicators.empty")}</p>}
    </section>
  );
}
