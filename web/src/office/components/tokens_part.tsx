// API tokens: which there are, a new one (shown once), revoking.
import { useState } from "preact/hooks";
import { formatInstant } from "../../format";
import { type Account, SCOPES, type Token } from "../api";
import { useLoaded } from "./use_loaded";
import { Confirm } from "./confirm";
import { useOffice } from "./context";
import { Note, useSending } from "./form";
import { NewTokenForm } from "./new_token_form";
import { Failed } from "./overview_part";
import { Secret } from "./secret";

export function TokensPart() {
  const { app, t } = useOffice();
  const tokens = useLoaded("tokens", () => app.api.tokens());
  const accounts = useLoaded("accounts", () => app.api.accounts());
  const [secret, setSecret] = useState<{ label: string; secret: string } | null>(null);
  const [asked, setAsked] = useState<Token | null>(null);
  const [revoked, setRevoked] = useState("");
  const { error, send } = useSending();
  const revoke = async (token: Token) => {
    const done = await send(() => app.api.revokeToken(token.token_id));
    setAsked(null);
    if (done) setRevoked(token.label);
    tokens.reload();
  };
  return (
    <>
      <p class="lead">{t("tokens.lead")}</p>
      {secret && (
        <Secret
          title={t("tokens.secret_title", { label: secret.label })}
          lead={t("tokens.secret_lead")}
          secret={secret.secret}
          onDone={() => setSecret(null)}
        />
      )}
      <Failed error={tokens.error ?? accounts.error} />
      <Failed error={error} />
      {revoked && <Note>{t("tokens.revoked", { label: revoked })}</Note>}
      {tokens.data?.length === 0 && <p data-empty>{t("tokens.empty")}</p>}
      {tokens.data && tokens.data.length > 0 && (
        <TokenTable tokens={tokens.data} accounts={accounts.data ?? []} onRevoke={setAsked} />
      )}
      <h3>{t("tokens.new")}</h3>
      <NewTokenForm
        accounts={accounts.data ?? []}
        onMade={(label, made) => {
          setRevoked("");
          setSecret({ label, secret: made });
          tokens.reload();
        }}
      />
      {asked && (
        <Confirm
          question={t("tokens.revoke_question", { label: asked.label })}
          yes={t("tokens.revoke")}
          onYes={() => void revoke(asked)}
          onNo={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface TableProps {
  tokens: Token[];
  accounts: Account[];
  onRevoke: (token: Token) => void;
}

function TokenTable({ tokens, accounts, onRevoke }: TableProps) {
  const { lang, t } = useOffice();
  const loginOf = (id: string) => accounts.find((a) => a.account_id === id)?.login ?? id;
  const scopeName = (name: string) => {
    const scope = SCOPES.find((known) => known === name);
    return scope ? t(`scope.${scope}`) : name;
  };
  const now = Date.now();
  return (
    <div class="panel table-scroll" tabIndex={0} role="region" aria-label={t("part.tokens")}>
      <table class="list">
        <caption class="visually-hidden">{t("part.tokens")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("tokens.label")}</th>
            <th scope="col">{t("tokens.account")}</th>
            <th scope="col">{t("tokens.scopes")}</th>
            <th scope="col">{t("tokens.expires")}</th>
            <th scope="col">{t("tokens.action")}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.token_id} data-token={token.label}>
              <th scope="row">{token.label}</th>
              <td>{loginOf(token.account_id)}</td>
              <td>{token.scopes.map(scopeName).join(", ")}</td>
              <td>
                {formatInstant(token.expires_at, lang)}
                {Date.parse(token.expires_at) < now && ` (${t("tokens.expired")})`}
              </td>
              <td>
                <button type="button" class="secondary" data-revoke onClick={() => onRevoke(token)}>
                  {t("tokens.revoke")}
                  <span class="visually-hidden">: {token.label}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
