// Short notices above or inside the views.
import type { Loaded } from "../store/view_loader";
import { Icon } from "./icon";
import { usePage } from "./page_context";

export function StartNotice() {
  const { state, t } = usePage();
  return (
    <p class="start-notice" role="status">
      {state.startError ? t("app.start_error") : t("app.loading")}
    </p>
  );
}

export function SimulatedBanner() {
  const { state, t } = usePage();
  const simulated =
    state.indicators.data?.meta.contains_simulated ||
    state.schedule.data?.meta.contains_simulated ||
    state.register.data?.message("meta").flag("contains_simulated");
  if (!simulated) return null;
  return (
    <p class="banner" data-simulated>
      <Icon name="info" />
      <span>
        <strong>{t("simulated.title")}.</strong> {t("simulated.text")}
      </span>
    </p>
  );
}

/** What is wrong with a view, if anything is; old data stay beside it. */
export function ViewNotice({ view }: { view: Loaded<unknown> }) {
  const { t, say } = usePage();
  if (view.error === null)
    return view.data === null ? <p class="quiet">{t("app.loading")}</p> : null;
  const text = !view.error.retriable
    ? t("view.refused", { detail: say(view.error.text) || String(view.error.status) })
    : t(view.data === null ? "view.failed" : "view.stale");
  return (
    <p class="notice" role="status">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  );
}
