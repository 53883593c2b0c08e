// Commands that waited for the log and were then refused: somebody has to decide what becomes of
// each. What the commands hold is not shown, only which they are and why they were refused.
import { useId, useState } from "preact/hooks";
import { formatInstant, formatNumber } from "../../format";
import { type AttentionEntry, LATE_REASONS, type LateReason } from "../api";
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
  const settle = async (entry: AttentionEntry, how: "retry" | "dismiss", late?: LateReason) => {
    setDone("");
    const settled = await send(() =>
      how === "retry"
        ? app.api.retry(pact, entry.command_id, late)
        : app.api.dismiss(pact, entry.command_id),
    );
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
              <EntryActions
                title={titleOf(entry.command)}
                late={entry.code === "period.closed"}
                busy={busy}
                onRetry={(late) => void settle(entry, "retry", late)}
                onDismiss={() => setAsked(entry)}
              />
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

interface ActionProps {
  title: string;
  /** It is a fact of a closed period, which is recorded with a reason only. */
  late: boolean;
  busy: boolean;
  onRetry: (late?: LateReason) => void;
  onDismiss: () => void;
}

function EntryActions({ title, late, busy, onRetry, onDismiss }: ActionProps) {
  const { t } = useOffice();
  const id = useId();
  const [reason, setReason] = useState<LateReason>(LATE_REASONS[0]);
  const disabled = busy ? "true" : undefined;
  const whose = <span class="visually-hidden">: {title}</span>;
  return (
    <>
      {late && (
        <div class="field">
          <label for={id}>{t("attention.late")}</label>
          <select
            id={id}
            name="late"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as LateReason)}
          >
            {LATE_REASONS.map((name) => (
              <option key={name} value={name}>
                {t(`late.${name}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="actions">
        <button
          type="button"
          class="secondary"
          data-retry
          aria-disabled={disabled}
          onClick={() => (late ? onRetry(reason) : onRetry())}
        >
          {t("attention.retry")}
          {whose}
        </button>
        <button
          type="button"
          class="secondary"
          data-dismiss
          aria-disabled={disabled}
          onClick={onDismiss}
        >
          {t("attention.dismiss")}
          {whose}
        </button>
      </div>
    </>
  );
}
