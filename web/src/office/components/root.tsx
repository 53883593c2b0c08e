// The whole page: header, then the log-in form or the parts that the account may see.
import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import { pick } from "../../i18n";
import type { Account, OfficeError } from "../api";
import { translator } from "../i18n";
import type { Grant } from "../rights";
import type { OfficeApp } from "../store/app";
import { type OfficeValue, OfficeContext, useOffice } from "./context";
import { Header } from "./header";
import { LogInForm } from "./log_in_form";
import { NewPassword } from "./new_password";
import { Parts, usePart } from "./parts";

const OPEN_GRANTS: readonly Grant[] = [{ role: "manager", pact: "*" }];

export function Root({ app }: { app: OfficeApp }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => app.subscribe(() => redraw(undefined as never)), [app]);
  const { state } = app;
  const { lang, session, last } = state;
  const t = useMemo(() => translator(lang), [lang]);
  const value: OfficeValue = {
    app,
    state,
    lang,
    t,
    say: (label) => pick(label, lang),
    explain: (error: OfficeError) =>
      pick(error.text, lang) ||
      t(error.status === 0 ? "error.unreachable" : "error.failed", { code: error.code }),
    grants: session.kind === "open" ? OPEN_GRANTS : (last?.grants ?? []),
  };
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  return (
    <OfficeContext.Provider value={value}>
      <a class="skip" href="#content">
        {t("app.skip")}
      </a>
      <Header />
      <Main last={last} />
    </OfficeContext.Provider>
  );
}

function Main({ last }: { last: Account | null }) {
  const { state, t, say } = useOffice();
  const { session } = state;
  const part = usePart();
  const asked = session.kind === "out" || session.kind === "unknown";
  const must = session.kind === "in" && session.account.must_change_password;
  const heading = useRef<HTMLHeadingElement>(null);
  const title = asked ? t("login.title") : must ? t("password.first_title") : part.title;
  const office = state.office ? say(state.office.title) : "";
  useEffect(() => {
    document.title = [title, office, "Paktum"].filter(Boolean).join(" – ");
  }, [title, office]);
  const drawn = useRef(false);
  const place = asked ? session.kind : must ? "first" : part.page;
  useEffect(() => {
    // Another part was opened: whoever does not see it has to be told. Not at the first drawing.
    if (drawn.current && place !== "out" && place !== "unknown") heading.current?.focus();
    if (place !== "unknown") drawn.current = true;
  }, [place]);
  const kept = session.kind === "open" || (last !== null && !last.must_change_password);
  return (
    <main id="content" tabIndex={-1}>
      <h2 ref={heading} tabIndex={-1} class="part-title">
        {title}
      </h2>
      {session.kind === "unknown" && (
        <p class="start-notice" role="status">
          {state.startError ? t("app.start_error") : t("app.loading")}
        </p>
      )}
      {session.kind === "out" && <LogInForm why={session.why} />}
      {must && <NewPassword first />}
      {/* An expired session hides the part and keeps what was typed, for the same account only. */}
      {kept && (
        <div hidden={asked} key={last?.account_id ?? "open"}>
          <Parts />
        </div>
      )}
    </main>
  );
}
