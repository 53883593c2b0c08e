// Which office this is, who is logged in, the parts, the language.
import type { Lang } from "../../format";
import type { Session } from "../store/app";
import { useOffice } from "./context";
import { useSending } from "./form";
import { PartLink } from "./part_link";
import { usePart, usePartList } from "./parts";

const LANGUAGES: [Lang, string][] = [
  ["hu", "Magyar"],
  ["en", "English"],
];

export function Header() {
  const { app, state, lang, t, say } = useOffice();
  const { office, session, pact } = state;
  const inside = isInside(session);
  return (
    <header class="header">
      <div class="funding">
        <div class="wrap">
          <p>{t("app.name")}</p>
          <div class="languages" role="group" aria-label={t("app.language")}>
            {LANGUAGES.map(([code, name]) => (
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
        </div>
      </div>
      <div class="identity wrap">
        <h1>{office ? say(office.title) : t("app.name")}</h1>
        {inside && office && office.pacts.length > 1 && (
          <label class="pact-choice">
            <span>{t("app.pact")}</span>
            <select value={pact} onChange={(event) => app.setPact(event.currentTarget.value)}>
              {office.pacts.map((p) => (
                <option key={p.pact} value={p.pact}>
                  {say(p.title) || p.pact}
                </option>
              ))}
            </select>
          </label>
        )}
        {session.kind === "in" && <WhoIsIn login={session.account.login} />}
      </div>
      {inside && <Toolbar />}
    </header>
  );
}

/** Whether the parts are open: not while a password that was given has to be changed. */
function isInside(session: Session): boolean {
  return (
    session.kind === "open" || (session.kind === "in" && !session.account.must_change_password)
  );
}

function WhoIsIn({ login }: { login: string }) {
  const { app, t, explain } = useOffice();
  const { busy, error, send } = useSending();
  return (
    <div class="who">
      <p>
        {t("app.logged_in")} <strong data-login>{login}</strong>
      </p>
      <button
        type="button"
        class="secondary"
        data-log-out
        aria-disabled={busy ? "true" : undefined}
        onClick={() => void send(() => app.logOut())}
      >
        {t("app.log_out")}
      </button>
      {error && <p role="alert">{explain(error)}</p>}
    </div>
  );
}

function Toolbar() {
  const { t } = useOffice();
  const open = usePart().page;
  return (
    <div class="toolbar">
      <div class="wrap">
        <nav aria-label={t("nav.label")}>
          <ul>
            {usePartList().map(({ page, title }) => (
              <li key={page}>
                <PartLink page={page} current={page === open}>
                  {title}
                </PartLink>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </div>
  );
}
