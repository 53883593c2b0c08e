// What was just recorded: kind, day, measure. Never who.
import { formatDate, formatInstant, formatNumber } from "../format";
import type { FeedEntry } from "../store/app";
import { usePage } from "./page_context";

export function Feed() {
  const { state, t } = usePage();
  return (
    <section id="feed" class="part" aria-labelledby="feed-title" tabIndex={-1}>
      <div class="part-head">
        <h2 id="feed-title">{t("feed.title")}</h2>
        <p>{t("feed.lead")}</p>
      </div>
      <div class="panel feed-scroll" tabIndex={0} role="group" aria-label={t("feed.list")}>
        {state.feed.length === 0 ? (
          <p class="quiet">{t("feed.empty")}</p>
        ) : (
          <ol class="feed">
            {state.feed.map((entry) => (
              <FeedItem key={entry.position} entry={entry} />
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}

function FeedItem({ entry }: { entry: FeedEntry }) {
  const { state, lang, t, say } = usePage();
  const title = state.eventTypes.get(entry.type);
  return (
    <li class={entry.fresh ? "is-fresh" : ""} data-event={entry.position}>
      <span class="feed-position">{formatNumber(entry.position, lang)}.</span>
      <span class="feed-title">
        {title ? say(title) : t("feed.unknown")}
        {entry.fresh && <span class="tag">{t("feed.new")}</span>}
        {entry.simulated && <span class="feed-simulated">{t("feed.simulated")}</span>}
      </span>
      <span class="feed-facts">
        <span>{formatDate(entry.occurred_on, lang)}</span>
        {entry.measure && <span>{t("feed.measure", { code: entry.measure })}</span>}
        <span>{t("feed.recorded", { date: formatInstant(entry.recorded_at, lang) })}</span>
      </span>
    </li>
  );
}
