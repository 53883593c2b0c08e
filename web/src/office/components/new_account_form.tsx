// A new account: a person with roles, or a program that will use tokens.
import { useId, useState } from "preact/hooks";
import type { Account } from "../api";
import { ROLES, type Role } from "../rights";
import { useOffice } from "./context";
import { Alert, Field, useSending } from "./form";

const KINDS = ["person", "program"] as const;

interface Props {
  /** `password`: the first one, to be handed over; "" for a program. */
  onMade: (account: Account, password: string) => void;
}

export function NewAccountForm({ onMade }: Props) {
  const { app, state, t, say, explain } = useOffice();
  const { busy, error, send } = useSending();
  const id = useId();
  const [login, setLogin] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("person");
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const [where, setWhere] = useState("*");
  const [tried, setTried] = useState(false);
  const roleMissing = kind === "person" && roles.length === 0;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!login || roleMissing) return;
    // An administrator keeps the accounts of the whole office.
    const grants = roles.map((role) => ({ role, pact: role === "administrator" ? "*" : where }));
    const made = await send(async () => {
      const { account, password } = await app.api.addAccount({ login, kind, roles: grants });
      onMade(account, password);
    });
    if (!made) return;
    setLogin("");
    setRoles([]);
    setTried(false);
  };
  const toggle = (role: Role, on: boolean) =>
    setRoles((old) => (on ? [...old, role] : old.filter((known) => known !== role)));
  return (
    <form class="panel narrow" method="post" noValidate onSubmit={(event) => void submit(event)}>
      {error && <Alert code={error.code}>{explain(error)}</Alert>}
      <Field
        label={t("people.login")}
        hint={t("people.login_hint")}
        name="new_login"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        required
        maxLength={64}
        wrong={tried && !login ? t("form.required") : undefined}
        value={login}
        onInput={(event) => setLogin(event.currentTarget.value)}
      />
      <fieldset>
        <legend>{t("people.kind")}</legend>
        {KINDS.map((name) => (
          <label class="choice" key={name}>
            <input
              type="radio"
              name="kind"
              value={name}
              checked={kind === name}
              onChange={() => setKind(name)}
            />
            {t(`people.${name}`)}
          </label>
        ))}
      </fieldset>
      <fieldset aria-describedby={tried && roleMissing ? `${id}-roles` : undefined}>
        <legend>{t("people.roles")}</legend>
        {ROLES.map((role) => (
          <label class="choice" key={role}>
            <input
              type="checkbox"
              name={role}
              checked={roles.includes(role)}
              onChange={(event) => toggle(role, event.currentTarget.checked)}
            />
            {t(`role.${role}`)}
          </label>
        ))}
        {tried && roleMissing && (
          <p class="wrong" id={`${id}-roles`}>
            {t("people.role_needed")}
          </p>
        )}
      </fieldset>
      <div class="field">
        <label for={`${id}-where`}>{t("people.where")}</label>
        <select
          id={`${id}-where`}
          name="where"
          value={where}
          onChange={(event) => setWhere(event.currentTarget.value)}
        >
          <option value="*">{t("people.everywhere")}</option>
          {state.office?.pacts.map((p) => (
            <option key={p.pact} value={p.pact}>
              {say(p.name) || p.pact}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="primary" aria-disabled={busy ? "true" : undefined}>
        {t("people.make")}
      </button>
    </form>
  );
}
