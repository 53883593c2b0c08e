// The accounts of the office: who can log in, adding, disabling, another password.
import { useState } from "preact/hooks";
import type { Account } from "../api";
import { Confirm } from "./confirm";
import { useOffice } from "./context";
import { Note, useSending } from "./form";
import { NewAccountForm } from "./new_account_form";
import { Failed } from "./overview_part";
import { RoleForm } from "./role_form";
import { RoleList } from "./role_list";
import { Secret } from "./secret";
import { useLoaded } from "./use_loaded";

type Deed = "disable" | "password";

export function PeoplePart() {
  const { app, t } = useOffice();
  const accounts = useLoaded("accounts", () => app.api.accounts());
  const [secret, setSecret] = useState<{ login: string; secret: string } | null>(null);
  const [asked, setAsked] = useState<{ account: Account; deed: Deed } | null>(null);
  const [done, setDone] = useState("");
  const [roles, setRoles] = useState<Account | null>(null);
  const { error, send } = useSending();
  const run = async (account: Account, work: () => Promise<void>) => {
    setDone("");
    setSecret(null);
    const went = await send(work);
    setAsked(null);
    if (went) setDone(account.login);
    accounts.reload();
  };
  const setDisabled = (account: Account, disabled: boolean) =>
    run(account, () => app.api.changeAccount(account.account_id, { disabled }));
  const givePassword = (account: Account) =>
    run(account, async () => {
      const password = await app.api.givePassword(account.account_id);
      setSecret({ login: account.login, secret: password });
    });
  return (
    <>
      <p class="lead">{t("people.lead")}</p>
      {secret && (
        <Secret
          title={t("people.secret_title", { login: secret.login })}
          lead={t("people.secret_lead")}
          secret={secret.secret}
          onDone={() => setSecret(null)}
        />
      )}
      <Failed error={accounts.error} />
      <Failed error={error} />
      {done && !secret && <Note>{t("people.done", { login: done })}</Note>}
      {accounts.data && (
        <AccountTable
          accounts={accounts.data}
          onEnable={(account) => void setDisabled(account, false)}
          onAsk={(account, deed) => setAsked({ account, deed })}
          onRoles={(account) => {
            setDone("");
            setRoles(account);
          }}
        />
      )}
      {roles && (
        <RoleForm
          key={roles.account_id}
          account={roles}
          onDone={() => {
            setRoles(null);
            setDone(roles.login);
            accounts.reload();
          }}
          onCancel={() => setRoles(null)}
        />
      )}
      <h3>{t("people.new")}</h3>
      <NewAccountForm
        onMade={(account, password) => {
          setDone(account.login);
          setSecret(password ? { login: account.login, secret: password } : null);
          accounts.reload();
        }}
      />
      {asked && (
        <Confirm
          question={t(`people.${asked.deed}_question`, { login: asked.account.login })}
          yes={t(`people.${asked.deed}`)}
          onYes={() =>
            void (asked.deed === "disable"
              ? setDisabled(asked.account, true)
              : givePassword(asked.account))
          }
          onNo={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface TableProps {
  accounts: Account[];
  onEnable: (account: Account) => void;
  onAsk: (account: Account, deed: Deed) => void;
  onRoles: (account: Account) => void;
}

function AccountTable({ accounts, ...actions }: TableProps) {
  const { state, t } = useOffice();
  const own = state.last?.account_id;
  const stateOf = (account: Account) =>
    account.disabled
      ? t("people.disabled")
      : t(account.must_change_password ? "people.must_change" : "people.active");
  return (
    <div class="panel table-scroll" tabIndex={0} role="region" aria-label={t("part.people")}>
      <table class="list">
        <caption class="visually-hidden">{t("part.people")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("people.login")}</th>
            <th scope="col">{t("people.kind")}</th>
            <th scope="col">{t("people.roles")}</th>
            <th scope="col">{t("people.state")}</th>
            <th scope="col">{t("people.action")}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.account_id} data-account={account.login}>
              <th scope="row">{account.login}</th>
              <td>{t(account.has_password ? "people.person" : "people.program")}</td>
              <td>
                <RoleList grants={account.grants} />
              </td>
              <td data-disabled={account.disabled}>{stateOf(account)}</td>
              <td>
                {account.account_id !== own && <AccountActions account={account} {...actions} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type ActionProps = Omit<TableProps, "accounts"> & { account: Account };

function AccountActions({ account, onEnable, onAsk, onRoles }: ActionProps) {
  const { t } = useOffice();
  const whose = <span class="visually-hidden">: {account.login}</span>;
  return (
    <div class="actions tight">
      <button type="button" class="secondary" data-roles onClick={() => onRoles(account)}>
        {t("people.change_roles")}
        {whose}
      </button>
      {account.disabled ? (
        <button type="button" class="secondary" data-enable onClick={() => onEnable(account)}>
          {t("people.enable")}
          {whose}
        </button>
      ) : (
        <button
          type="button"
          class="secondary"
          data-disable
          onClick={() => onAsk(account, "disable")}
        >
          {t("people.disable")}
          {whose}
        </button>
      )}
      {account.has_password && (
        <button
          type="button"
          class="secondary"
          data-give-password
          onClick={() => onAsk(account, "password")}
        >
          {t("people.password")}
          {whose}
        </button>
      )}
    </div>
  );
}
