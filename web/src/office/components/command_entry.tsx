// One command: its form, sending it, and what was recorded.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Label } from "../../api";
import { formatNumber } from "../../format";
import { LATE_REASONS, type LateReason } from "../api";
import type { Choice, CommandForm, Typed } from "../command_form";
import { type Outcome, commandState } from "../work_api";
import { CommandFields } from "./command_fields";
import { useOffice } from "./context";
import { Alert, Note, useSending } from "./form";
import { Failed } from "./overview_part";
import { type Wrapping, useEntry } from "./use_entry";

interface Props {
  form: CommandForm;
  wrapping?: Wrapping;
  initial?: Typed;
  /** Fields that somebody else fills in: they are kept and not shown. */
  hidden?: readonly string[];
  known?: Readonly<Record<string, readonly Choice[]>>;
  send: string;
  onType?: (typed: Typed) => void;
  onDone: (outcome: Outcome, typed: Typed) => void;
  children?: ComponentChildren;
}

export function CommandEntry(props: Props) {
  const { form, hidden = [], known, onDone, children } = props;
  const { t, explain } = useOffice();
  const entry = useEntry(form, props.wrapping, props.initial);
  const { error, wrong } = entry;
  const drawn = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const fields = form.fields.filter((field) => !hidden.includes(field.name));
  const hiddenWrong = Object.keys(wrong).filter((path) => hidden.includes(path));
  useEffect(() => {
    // Whoever does not see what is wrong is led to it.
    if (tries === 0) return;
    const first = drawn.current?.querySelector<HTMLElement>(
      '[aria-invalid="true"], fieldset[aria-describedby] input',
    );
    first?.focus();
  }, [tries]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const outcome = await entry.submit();
    if (outcome) onDone(outcome, entry.typed);
    else setTries((n) => n + 1);
  };
  const count = Object.keys(wrong).length;
  return (
    <form
      ref={drawn}
      class="panel entry"
      method="post"
      noValidate
      data-form={form.command}
      onSubmit={(event) => void submit(event)}
    >
      {error && (
        <Alert code={error.code}>
          {error.code === "input.invalid" ? t("form.refused") : explain(error)}
        </Alert>
      )}
      {tries > 0 && !error && count > 0 && (
        <Alert code="form.wrong">{t("form.wrong", { n: count })}</Alert>
      )}
      {[...entry.elsewhere, ...hiddenWrong.map((path) => wrong[path] ?? "")].map((text) => (
        <p class="wrong" key={text}>
          {text}
        </p>
      ))}
      {children}
      <CommandFields
        fields={fields}
        typed={entry.typed}
        wrong={wrong}
        {...(known && { known })}
        onType={(typed) => {
          entry.type(typed);
          props.onType?.(typed);
        }}
      />
      {(error?.code === "period.closed" || entry.late) && (
        <LateSelect value={entry.late} onChange={entry.setLate} />
      )}
      <button type="submit" class="primary" aria-disabled={entry.busy ? "true" : undefined}>
        {entry.busy ? t("form.sending") : props.send}
      </button>
    </form>
  );
}

interface LateProps {
  value: LateReason | "";
  onChange: (late: LateReason | "") => void;
}

/** Why a fact of a closed period is recorded only now. */
function LateSelect({ value, onChange }: LateProps) {
  const { t } = useOffice();
  return (
    <label class="field">
      {t("attention.late")}
      <select
        name="late"
        value={value}
        onChange={(event) => {
          const chosen = LATE_REASONS.find((reason) => reason === event.currentTarget.value);
          onChange(chosen ?? "");
        }}
      >
        <option value="">{t("form.choose")}</option>
        {LATE_REASONS.map((reason) => (
          <option key={reason} value={reason}>
            {t(`late.${reason}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface RecordedProps {
  outcome: Outcome;
  title: string;
  fieldLabels: Readonly<Record<string, Label>>;
  children?: ComponentChildren;
}

/** What became of a command: positions and ids, or that it waits and what became of it since. */
export function Recorded({ outcome, title, fieldLabels, children }: RecordedProps) {
  const { app, state, lang, t, say } = useOffice();
  const [now, setNow] = useState(outcome);
  const { error, busy, send } = useSending();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  const ask = () =>
    send(async () => setNow(await commandState(app.api, state.pact, outcome.command_id)));
  const ids = Object.entries(now.result);
  const positions = now.positions.map((position) => formatNumber(Number(position), lang));
  return (
    <section
      ref={box}
      tabIndex={-1}
      class={`panel outcome outcome-${now.state}`}
      aria-labelledby="outcome-title"
      data-outcome={now.state}
    >
      <h3 id="outcome-title">
        {t(`outcome.${now.state}`)}: {title}
      </h3>
      <p>{t(`outcome.${now.state}_text`)}</p>
      {now.text && <Note>{say(now.text)}</Note>}
      {now.earlier && <Note>{t("outcome.earlier")}</Note>}
      <dl class="pairs">
        {positions.length > 0 && (
          <div>
            <dt>{t("outcome.positions")}</dt>
            <dd data-positions={now.positions.join(",")}>{positions.join(", ")}</dd>
          </div>
        )}
        {ids.map(([name, value]) => {
          const label = fieldLabels[name];
          return (
            <div key={name}>
              <dt>{label ? say(label) : name}</dt>
              <dd>
                <code data-result={name}>{value}</code>
              </dd>
            </div>
          );
        })}
        <div>
          <dt>{t("outcome.command_id")}</dt>
          <dd>
            <code data-command-id>{now.command_id}</code>
          </dd>
        </div>
      </dl>
      <Failed error={error} />
      <div class="actions">
        {now.state === "waiting" && (
          <button
            type="button"
            class="secondary"
            data-ask
            aria-disabled={busy ? "true" : undefined}
            onClick={() => void ask()}
          >
            {t("outcome.ask")}
          </button>
        )}
        {children}
      </div>
    </section>
  );
}
