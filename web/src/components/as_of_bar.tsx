// Time travel as an ordinary part of the page: of which day, and as known when.
import {
  formatDate,
  formatInstant,
  fromBudapestLocal,
  isCalendarDay,
  monthEnds,
  toBudapestLocal,
} from "../format";
import { Icon } from "./icon";
import { programmeOf, usePage } from "./page_context";

/** Years that are only half typed look like early ones; no pact is that old. */
const EARLIEST = "2000-01-01";

export function AsOfBar() {
  const { app, state, lang, t } = usePage();
  const { asOf } = state;
  const { start, end } = programmeOf(state);
  const live = asOf.validAt === null && asOf.knownAt === null;
  const shownDay = asOf.validAt ?? state.indicators.data?.meta.valid_at ?? "";
  const ends = monthEnds(start, end);
  const at = ends.findIndex((end) => end >= shownDay);
  const index = at < 0 ? ends.length - 1 : at;

  const sentence = live
    ? t("asof.state_live")
    : [
        asOf.validAt
          ? t("asof.state_valid", { date: formatDate(asOf.validAt, lang) })
          : t("asof.state_today"),
        asOf.knownAt && t("asof.state_known", { date: formatInstant(asOf.knownAt, lang) }),
      ]
        .filter(Boolean)
        .join(" · ");

  return (
    <section
      class={live ? "asof" : "asof is-past"}
      aria-labelledby="asof-title"
      data-asof={live ? "live" : "past"}
    >
      <div class="asof-head">
        <h2 id="asof-title">{t("asof.title")}</h2>
        <p class="asof-state">
          {!live && (
            <strong class="tag">
              <Icon name="clock" />
              {t("asof.past")}
            </strong>
          )}
          <span>{sentence}</span>
        </p>
      </div>
      <div class="asof-fields">
        <div class="field">
          <label for="valid-at">{t("asof.valid")}</label>
          <input
            id="valid-at"
            type="date"
            value={shownDay}
            min={EARLIEST}
            aria-describedby="valid-at-hint"
            onChange={(event) => {
              const { value } = event.currentTarget;
              if (value === "") app.setAsOf({ ...asOf, validAt: null });
              else if (isCalendarDay(value) && value >= EARLIEST)
                app.setAsOf({ ...asOf, validAt: value });
            }}
          />
          <p id="valid-at-hint" class="hint">
            {t("asof.valid_hint")}
          </p>
        </div>
        {ends.length > 1 && (
          <div class="field slider">
            <label for="valid-month">{t("asof.slider")}</label>
            <input
              id="valid-month"
              type="range"
              min={0}
              max={ends.length - 1}
              step={1}
              value={index}
              aria-valuetext={formatDate(ends[index] ?? "", lang)}
              onInput={(event) => {
                const end = ends[Number(event.currentTarget.value)];
                if (end) app.setAsOf({ ...asOf, validAt: end }, asOf.validAt ? "replace" : "push");
              }}
            />
            <p class="hint ends" aria-hidden="true">
              <span>{formatDate(ends[0] ?? "", lang)}</span>
              <span>{formatDate(ends.at(-1) ?? "", lang)}</span>
            </p>
          </div>
        )}
        <div class="field">
          <label for="known-at">{t("asof.known")}</label>
          <input
            id="known-at"
            type="datetime-local"
            value={asOf.knownAt ? toBudapestLocal(asOf.knownAt) : ""}
            min={`${EARLIEST}T00:00`}
            aria-describedby="known-at-hint"
            onChange={(event) => {
              const { value } = event.currentTarget;
              const knownAt = fromBudapestLocal(value.slice(0, 16));
              if (value === "") app.setAsOf({ ...asOf, knownAt: null });
              else if (knownAt && value >= EARLIEST) app.setAsOf({ ...asOf, knownAt });
            }}
          />
          <p id="known-at-hint" class="hint">
            {t("asof.known_hint")}
          </p>
        </div>
        <button
          type="button"
          class="secondary"
          aria-disabled={live}
          data-live
          onClick={() => {
            if (!live) app.setAsOf({ validAt: null, knownAt: null });
          }}
        >
          {t("asof.live")}
        </button>
      </div>
    </section>
  );
}
