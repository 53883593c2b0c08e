// Who speaks: the pact, its project code and its funding; language, parts of the page, connection.
import type { Lang } from "../format";
import { formatDate } from "../format";
import { REGISTER_PAGES, isStatement } from "../url_state";
import { EuEmblem, Icon } from "./icon";
import { programmeOf, usePage } from "./page_context";
import { PageLink } from "./page_link";

export function Header() {
  const { app, state, lang, t, say } = usePage();
  const { pact, pacts } = state;
  const { start, end } = programmeOf(state);
  return (
    <header class="header">
      <div class="funding">
        <div class="wrap">
          <EuEmblem />
          <p>{t("app.eu")}</p>
          <LanguageSwitch />
        </div>
      </div>
      <div class="identity wrap">
        <div>
          <h1>{pact ? say(pact.name) : t("app.name")}</h1>
          {pact && pact.title.hu !== pact.name.hu && <p class="title">{say(pact.title)}</p>}
          {pact && (
            <dl class="facts">
              {pact.project_code && (
                <div>
                  <dt>{t("app.project_code")}</dt>
                  <dd>{pact.project_code}</dd>
                </div>
              )}
              {start && (
                <div>
                  <dt>{t("app.programme")}</dt>
                  <dd>
                    {formatDate(start, lang)} – {formatDate(end, lang)}
                  </dd>
                </div>
              )}
            </dl>
          )}
        </div>
        {pacts.length > 1 && (
          <label class="pact-choice">
            <span>{t("app.pact")}</span>
            <select
              value={pact?.pact ?? ""}
              onChange={(event) => app.choosePact(event.currentTarget.value)}
            >
              {pacts.map((p) => (
                <option key={p.pact} value={p.pact}>
                  {say(p.name) || p.pact}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Pages />
      {!isStatement(state.page) && <Toolbar />}
    </header>
  );
}

function LanguageSwitch() {
  const { app, lang, t } = usePage();
  const languages: [Lang, string][] = [
    ["hu", "Magyar"],
    ["en", "English"],
  ];
  return (
    <div class="languages" role="group" aria-label={t("app.language")}>
      {languages.map(([code, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={lang === code}
          onClick={() => app.setLang(code)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Pages() {
  const { t } = usePage();
  return (
    <nav class="page-nav" aria-label={t("nav.pages")}>
      <ul class="wrap">
        {(["dashboard", ...REGISTER_PAGES] as const).map((page) => (
          <li key={page}>
            <PageLink page={page}>{t(`page.${page}`)}</PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Toolbar() {
  const { app, state, t } = usePage();
  const parts = ["indicators", "schedule", "cadences", "feed"] as const;
  const connection = state.paused ? "paused" : state.connection;
  return (
    <div class="toolbar">
      <div class="wrap">
        {state.page === "dashboard" && (
          <nav aria-label={t("nav.label")}>
            <ul>
              {parts.map((part) => (
                <li key={part}>
                  <a href={`#${part}`}>{t(`nav.${part}`)}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <p class={`connection is-${connection}`} data-connection={connection}>
          <span class="lamp" aria-hidden="true" />
          {t(`connection.${connection}`)}
          {state.heldBack > 0 && <span>({t("connection.held", { n: state.heldBack })})</span>}
        </p>
        <button type="button" class="plain" data-pause onClick={() => app.setPaused(!state.paused)}>
          <Icon name={state.paused ? "play" : "pause"} />
          {t(state.paused ? "connection.resume" : "connection.pause")}
        </button>
      </div>
    </div>
  );
}
