// Logging in. Who failed too often is told when to try again.
import { useEffect, useRef, useState } from "preact/hooks";
import { formatInstant } from "../../format";
import type { OfficeError } from "../api";
import type { TextKey } from "../i18n";
import type { Ended } from "../store/app";
import { useOffice } from "./context";
import { Alert, Field, Note, useSending } from "./form";

const WHY: Record<Ended, TextKey> = {
  expired: "login.expired",
  left: "login.left",
  password_changed: "login.password_changed",
};

/** The instant until which the office refuses to look at a password; null when it does not. */
function useLock(error: OfficeError | null): number | null {
  const [until, setUntil] = useState<number | null>(null);
  useEffect(() => {
    if (error?.code !== "login.slow_down" || error.retryAfterS === null) return;
    const wait_ms = error.retryAfterS * 1_000;
    setUntil(Date.now() + wait_ms);
    const timer = setTimeout(() => setUntil(null), wait_ms);
    return () => clearTimeout(timer);
  }, [error]);
  return until;
}

export function LogInForm({ why }: { why: Ended | null }) {
  const { app, lang, t, explain } = useOffice();
  const { busy, error, send } = useSending();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [tried, setTried] = useState(false);
  const until = useLock(error);
  const passwordField = useRef<HTMLInputElement>(null);
  const locked = until !== null;
  const wait_s = error?.retryAfterS ?? 0;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (locked || !login || !password) return;
    const done = await send(() => app.logIn(login, password));
    if (done) return;
    setTried(false);
    setPassword("");
    passwordField.current?.focus();
  };
  const missing = (value: string) => (tried && !value ? t("form.required") : undefined);
  return (
    <form class="panel narrow" method="post" noValidate onSubmit={(event) => void submit(event)}>
      {why && !error && <Note>{t(WHY[why])}</Note>}
      {locked && error && (
        <Alert code={error.code}>
          <p>{explain(error)}</p>
          <p data-until={new Date(until).toISOString()}>
            {wait_s < 60
              ? t("login.wait_short", { seconds: wait_s })
              : t("login.wait", {
                  minutes: Math.ceil(wait_s / 60),
                  time: formatInstant(new Date(until).toISOString(), lang),
                })}
          </p>
        </Alert>
      )}
      {!locked && error?.code === "login.slow_down" && <Note>{t("login.again")}</Note>}
      {!locked && error && error.code !== "login.slow_down" && (
        <Alert code={error.code}>{explain(error)}</Alert>
      )}
      <Field
        label={t("login.name")}
        name="login"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        maxLength={64}
        wrong={missing(login)}
        value={login}
        onInput={(event) => setLogin(event.currentTarget.value)}
      />
      <Field
        label={t("login.password")}
        name="password"
        type={shown ? "text" : "password"}
        autocomplete="current-password"
        required
        maxLength={256}
        inputRef={passwordField}
        wrong={missing(password)}
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <label class="choice">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        {t("login.show")}
      </label>
      <button type="submit" class="primary" aria-disabled={busy || locked ? "true" : undefined}>
        {busy ? t("login.busy") : t("login.enter")}
      </button>
      <p class="hint">{t("login.help")}</p>
    </form>
  );
}
