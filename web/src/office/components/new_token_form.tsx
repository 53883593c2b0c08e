// A new API token: whose it is, what it may do, until when.
import { useId, useState } from "preact/hooks";
import { fromBudapestLocal, toBudapestLocal } from "../../format";
import { type Account, SCOPES, type Scope } from "../api";
import { useOffice } from "./context";
import { Alert, Field, useSending } from "./form";

const DAYS_DEFAULT = 90;
const DAYS_MAX = 399;

/** The calendar day of Budapest so many days from now. */
function dayIn(days: number): string {
  return toBudapestLocal(new Date(Date.now() + days * 86_400_000).toISOString()).slice(0, 10);
}

interface Props {
  accounts: Account[];
  onMade: (label: string, secret: string) => void;
}

export function NewTokenForm({ accounts, onMade }: Props) {
  const { app, t, explain } = useOffice();
  const { busy, error, send } = useSending();
  const id = useId();
  const [account, setAccount] = useState("");
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [until, setUntil] = useState(() => dayIn(DAYS_DEFAULT));
  const [tried, setTried] = useState(false);
  // Those of programs first: a token is for a program.
  const choices = accounts
    .filter((a) => !a.disabled)
    .sort((a, b) => Number(a.has_password) - Number(b.has_password));
  const chosen = account || choices[0]?.account_id || "";

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const expires_at = fromBudapestLocal(`${until}T23:59`);
    if (!label || scopes.length === 0 || !expires_at || !chosen) return;
    const made = await send(async () => {
      const wanted = { account_id: chosen, label, scopes: [...scopes], expires_at };
      const { secret } = await app.api.addToken(wanted);
      onMade(label, secret);
    });
    if (!made) return;
    setLabel("");
    setScopes([]);
    setTried(false);
  };
  const toggle = (scope: Scope, on: boolean) =>
    setScopes((old) => (on ? [...old, scope] : old.filter((known) => known !== scope)));
  return (
    <form class="panel narrow" method="post" noValidate onSubmit={(event) => void submit(event)}>
      {error && <Alert code={error.code}>{explain(error)}</Alert>}
      <div class="field">
        <label for={`${id}-account`}>{t("tokens.account")}</label>
        <select
          id={`${id}-account`}
          name="account"
          value={chosen}
          onChange={(event) => setAccount(event.currentTarget.value)}
        >
          {choices.map((a) => (
            <option key={a.account_id} value={a.account_id}>
              {a.login}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t("tokens.label")}
        hint={t("tokens.label_hint")}
        name="label"
        autocomplete="off"
        required
        maxLength={64}
        wrong={tried && !label ? t("form.required") : undefined}
        value={label}
        onInput={(event) => setLabel(event.currentTarget.value)}
      />
      <fieldset aria-describedby={tried && scopes.length === 0 ? `${id}-scopes` : undefined}>
        <legend>{t("tokens.scopes")}</legend>
        {SCOPES.map((scope) => (
          <label class="choice" key={scope}>
            <input
              type="checkbox"
              name={scope}
              checked={scopes.includes(scope)}
              onChange={(event) => toggle(scope, event.currentTarget.checked)}
            />
            {t(`scope.${scope}`)}
          </label>
        ))}
        {tried && scopes.length === 0 && (
          <p class="wrong" id={`${id}-scopes`}>
            {t("tokens.scope_needed")}
          </p>
        )}
      </fieldset>
      <Field
        label={t("tokens.until")}
        hint={t("tokens.until_hint")}
        name="until"
        type="date"
        required
        min={dayIn(0)}
        max={dayIn(DAYS_MAX)}
        wrong={tried && !until ? t("form.required") : undefined}
        value={until}
        onInput={(event) => setUntil(event.currentTarget.value)}
      />
      <button type="submit" class="primary" aria-disabled={busy ? "true" : undefined}>
        {t("tokens.make")}
      </button>
    </form>
  );
}
