// Another password of one's own. It ends every session of the account.
import { useState } from "preact/hooks";
import { useOffice } from "./context";
import { Alert, Field, Note, useSending } from "./form";

export const PASSWORD_CHARACTERS_MIN = 12;

/** `first`: the present one was given by somebody else, and nothing else is possible before. */
export function NewPassword({ first = false }: { first?: boolean }) {
  const { app, t, explain, state } = useOffice();
  const { busy, error, send } = useSending();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const login = state.session.kind === "in" ? state.session.account.login : "";

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!old || !fresh || fresh !== again) return;
    await send(() => app.changePassword(old, fresh));
  };
  const missing = (value: string) => (tried && !value ? t("form.required") : undefined);
  return (
    <form class="panel narrow" method="post" noValidate onSubmit={(event) => void submit(event)}>
      {first && <Note>{t("password.first")}</Note>}
      {error && (
        <Alert code={error.code}>
          {error.code === "login.refused" ? t("password.old_wrong") : explain(error)}
        </Alert>
      )}
      {/* So that a password keeper knows whose password changes. */}
      <input type="hidden" name="username" autocomplete="username" value={login} />
      <Field
        label={t(first ? "password.given" : "password.old")}
        name="old_password"
        type="password"
        autocomplete="current-password"
        required
        maxLength={256}
        wrong={missing(old)}
        value={old}
        onInput={(event) => setOld(event.currentTarget.value)}
      />
      <Field
        label={t("password.new")}
        hint={t("password.rule", { n: PASSWORD_CHARACTERS_MIN })}
        name="new_password"
        type="password"
        autocomplete="new-password"
        required
        maxLength={256}
        wrong={missing(fresh)}
        value={fresh}
        onInput={(event) => setFresh(event.currentTarget.value)}
      />
      <Field
        label={t("password.again")}
        name="new_password_again"
        type="password"
        autocomplete="new-password"
        required
        maxLength={256}
        value={again}
        wrong={tried && fresh !== again ? t("password.different") : undefined}
        onInput={(event) => setAgain(event.currentTarget.value)}
      />
      <button type="submit" class="primary" aria-disabled={busy ? "true" : undefined}>
        {t("password.change")}
      </button>
      <p class="hint">{t("password.ends")}</p>
    </form>
  );
}
