// One's own account: roles, the id that stands in what one records, another password.
import { useOffice } from "./context";
import { NewPassword } from "./new_password";
import { RoleList } from "./role_list";

export function AccountPart() {
  const { state, t } = useOffice();
  const account = state.last;
  if (!account) return null;
  return (
    <>
      <section class="panel narrow" aria-labelledby="own">
        <h3 id="own">{t("account.own")}</h3>
        <dl class="pairs">
          <div>
            <dt>{t("login.name")}</dt>
            <dd>{account.login}</dd>
          </div>
          <div>
            <dt>{t("account.roles")}</dt>
            <dd>
              <RoleList grants={account.grants} />
            </dd>
          </div>
          <div>
            <dt>{t("account.id")}</dt>
            <dd>
              <code>{account.account_id}</code>
            </dd>
          </div>
        </dl>
        <p class="hint">{t("account.id_hint")}</p>
      </section>
      <section aria-labelledby="password">
        <h3 id="password">{t("password.change_title")}</h3>
        <NewPassword />
      </section>
    </>
  );
}
