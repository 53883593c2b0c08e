// Commands that waited for the log and were then refused: somebody has to decide what becomes of
// each. What the commands hold is not shown, only which they are and why they were refused.
import { useState } from "preact/hooks";
import { formatInstant, formatNumber } from "../../format";
import type { AttentionEntry } from "../api";
import { mayHandle } from "../rights";
import { useLoaded } from "./use_loaded";
import { Confirm } from "./confirm";
import { useOffice } from "./context";
import { Note, useSending } from "./form";
import { Failed } from "./overview_part";

export function AttentionPart() {
  const { app, state, grants, lang, t } = useOffice();
  const { pact } = state;
  const attention = useLoaded(`attention ${pact}`, () => app.api.attention(pact));
  const outbox = useLoaded(`outbox ${pact}`, () => app.api.outbox(pact));
  const names = useLoaded("commands", () => app.api.commands());
  const { busy, error, send } = useSending();
  const [asked, setAsked] = useState<AttentionEntry | null>(null);
  const [done, setDone] = useState("");
  const { say } = useOffice();
  const titleOf = (command: string) => {
    const known = names.data?.find((name) => name.command === command);
    return known ? say(known.title) : command;
  };
  const reload = () => {
    attention.reload();
    outbox.reload();
  };
  const settle = async (entry: AttentionEntry, how: "retry" | "dismiss") => {
    setDone("");
    const settled = await send(() => app.api[how](pact, entry.command_id));
    setAsked(null);
    if (settled) setDone(t(`attention.${how}_done`, { command: titleOf(entry.command) }));
    reload();
  };
  const handles = mayHandle(grants, pact);
  return (
    <>
      <p class="lead">{t("attention.lead")}</p>
      <div class="bar">
        <p>
          {t("overview.outbox")}:{" "}
          <strong data-outbox-count={outbox.data?.count}>
            {outbox.data ? formatNumber(outbox.data.count, lang) : "…"}
          </strong>
        </p>
        <button type="button" class="secondary" data-reload onClick={reload}>
          {t("app.reload")}
        </button>
      </div>
      <Failed error={attention.error ?? outbox.error} />
      <Failed error={error} />
      {done && <Note>{done}</Note>}
      {attention.data?.count === 0 && <p data-empty>{t("attention.empty")}</p>}
      <ul class="cards-list">
        {attention.data?.entries.map((entry) => (
          <li class="panel" key={entry.command_id} data-entry={entry.command_id}>
            <h3>{titleOf(entry.command)}</h3>
            <p data-code={entry.code}>{say(entry.text) || entry.code}</p>
            <p class="hint">
              {t("attention.times", {
                received: formatInstant(entry.received_at, lang),
                refused: formatInstant(entry.refused_at, lang),
              })}
            </p>
            {handles && (
              <div class="actions">
                <button
                  type="button"
                  class="secondary"
                  data-retry
                  aria-disabled={busy ? "true" : undefined}
                  onClick={() => void settle(entry, "retry")}
                >
                  {t("attention.retry")}
                  <span class="visually-hidden">: {titleOf(entry.command)}</span>
                </button>
                <button
                  type="button"
                  class="secondary"
                  data-dismiss
                  aria-disabled={busy ? "true" : undefined}
                  onClick={() => setAsked(entry)}
                >
                  {t("attention.dismiss")}
                  <span class="visually-hidden">: {titleOf(entry.command)}</span>
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <Confirm
          question={t("attention.dismiss_question", { command: titleOf(asked.command) })}
          yes={t("attention.dismiss")}
          onYes={() => void settle(asked, "dismiss")}
          onNo={() => setAsked(null)}
        />
      )}
    </>
  );
}
