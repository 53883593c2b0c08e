// Who is logged in, and what waits.
import { formatInstant, formatNumber } from "../../format";
import type { OfficeError } from "../api";
import { mayRead } from "../rights";
import { useLoaded } from "./use_loaded";
import { useOffice } from "./context";
import { Alert } from "./form";
import { PartLink } from "./part_link";
import { RoleList } from "./role_list";

export function OverviewPart() {
  const { state, grants, t } = useOffice();
  const { session, pact } = state;
  return (
    <>
      {session.kind === "open" && (
        <p class="banner" data-open-office>
          {t("overview.open")}
        </p>
      )}
      <div class="tiles">
        {session.kind === "in" && (
          <section class="panel" aria-labelledby="who">
            <h3 id="who">{t("overview.who")}</h3>
            <p class="large">{session.account.login}</p>
            <RoleList grants={session.account.grants} />
            <p>
              <PartLink page="account">{t("part.account")}</PartLink>
            </p>
          </section>
        )}
        {mayRead(grants, pact) ? <Waiting pact={pact} /> : <NothingToRead />}
      </div>
    </>
  );
}

function NothingToRead() {
  const { t } = useOffice();
  return (
    <section class="panel" aria-labelledby="nothing">
      <h3 id="nothing">{t("overview.no_reading_title")}</h3>
      <p>{t("overview.no_reading")}</p>
    </section>
  );
}

function Waiting({ pact }: { pact: string }) {
  const { app, lang, t } = useOffice();
  const outbox = useLoaded(`outbox ${pact}`, () => app.api.outbox(pact));
  const attention = useLoaded(`attention ${pact}`, () => app.api.attention(pact));
  return (
    <>
      <section class="panel" aria-labelledby="attention-tile">
        <h3 id="attention-tile">{t("part.attention")}</h3>
        {attention.data && (
          <>
            <p class="large" data-attention-count={attention.data.count}>
              {formatNumber(attention.data.count, lang)}
            </p>
            <p>{t("attention.lead")}</p>
            <p>
              <PartLink page="attention">{t("overview.to_attention")}</PartLink>
            </p>
          </>
        )}
        <Failed error={attention.error} />
      </section>
      <section class="panel" aria-labelledby="outbox-tile">
        <h3 id="outbox-tile">{t("overview.outbox")}</h3>
        {outbox.data && (
          <>
            <p class="large" data-outbox-count={outbox.data.count}>
              {formatNumber(outbox.data.count, lang)}
            </p>
            <p>
              {outbox.data.count === 0
                ? t("overview.outbox_empty")
                : t("overview.outbox_since", {
                    time: formatInstant(outbox.data.oldest_received_at, lang),
                  })}
            </p>
          </>
        )}
        <Failed error={outbox.error} />
      </section>
    </>
  );
}

/** What went wrong with an answer, if anything did; old data stay beside it. */
export function Failed({ error }: { error: OfficeError | null }) {
  const { explain } = useOffice();
  if (error === null || error.code === "session.required") return null;
  return <Alert code={error.code}>{explain(error)}</Alert>;
}
