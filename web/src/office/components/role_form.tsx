// The roles of an account, to be changed: every role in the pacts where it counts.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Account } from "../api";
import { type Grant, ROLES, formatGrant } from "../rights";
import { useOffice } from "./context";
import { Alert, useSending } from "./form";

interface Props {
  account: Account;
  onDone: () => void;
  onCancel: () => void;
}

export function RoleForm({ account, onDone, onCancel }: Props) {
  const { app, state, t, say, explain } = useOffice();
  const { busy, error, send } = useSending();
  const [chosen, setChosen] = useState<readonly string[]>(account.grants.map(formatGrant));
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => box.current?.focus(), []);
  const pacts = state.office?.pacts ?? [];
  // An administrator keeps the accounts of the whole office.
  const grants: { grant: Grant; place: string }[] = ROLES.flatMap((role) => [
    { grant: { role, pact: "*" }, place: role === "administrator" ? "" : t("people.everywhere") },
    ...(role === "administrator"
      ? []
      : pacts.map(({ pact, name }) => ({ grant: { role, pact }, place: say(name) || pact }))),
  ]);
  // A role in a pact that this office does not serve any more is kept until it is taken away.
  const known = grants.map(({ grant }) => formatGrant(grant));
  const others = account.grants
    .filter((grant) => !known.includes(formatGrant(grant)))
    .map((grant) => ({ grant, place: grant.pact }));
  const submit = async (event: Event) => {
    event.preventDefault();
    const roles = [...grants, ...others]
      .map(({ grant }) => grant)
      .filter((grant) => chosen.includes(formatGrant(grant)));
    const changed = await send(() => app.api.changeAccount(account.account_id, { roles }));
    if (changed) onDone();
  };
  return (
    <form
      ref={box}
      tabIndex={-1}
      class="panel narrow roles-form"
      method="post"
      aria-labelledby="roles-title"
      data-roles-of={account.login}
      onSubmit={(event) => void submit(event)}
    >
      <h3 id="roles-title">{t("people.roles_of", { login: account.login })}</h3>
      {error && <Alert code={error.code}>{explain(error)}</Alert>}
      {ROLES.map((role) => (
        <fieldset key={role}>
          <legend>{t(`role.${role}`)}</legend>
          {[...grants, ...others]
            .filter(({ grant }) => grant.role === role)
            .map(({ grant, place }) => {
              const text = formatGrant(grant);
              return (
                <label class="choice" key={text}>
                  <input
                    type="checkbox"
                    name={text}
                    checked={chosen.includes(text)}
                    onChange={(event) =>
                      setChosen(
                        event.currentTarget.checked
                          ? [...chosen, text]
                          : chosen.filter((other) => other !== text),
                      )
                    }
                  />
                  {place || t("people.whole_office")}
                </label>
              );
            })}
        </fieldset>
      ))}
      <p class="hint">{t("people.roles_hint")}</p>
      <div class="actions tight">
        <button
          type="submit"
          class="primary"
          data-save-roles
          aria-disabled={busy ? "true" : undefined}
        >
          {t("people.save_roles")}
        </button>
        <button type="button" class="secondary" onClick={onCancel}>
          {t("app.no")}
        </button>
      </div>
    </form>
  );
}
