// Voiding or correcting what was recorded: first what would change, in which half-years, then the
// command. What is right comes as a whole command in the place of the wrong one.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../components/icon";
import { formatChange, formatDate, formatNumber } from "../../format";
import type { CommandList } from "../api";
import type { FormField } from "../command_form";
import { type Difference, type Preview, type PreviewedPeriod, loadPreview } from "../follow_up_api";
import { hasRole } from "../rights";
import { type Outcome, loadForm } from "../work_api";
import { CommandEntry, Recorded } from "./command_entry";
import { useOffice } from "./context";
import { Alert, Field, Note, useSending } from "./form";
import { Failed } from "./overview_part";
import { useLoaded } from "./use_loaded";

export function CorrectPart() {
  const { app, state, t } = useOffice();
  const given = state.given["position"] ?? "";
  const [position, setPosition] = useState(given);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [tried, setTried] = useState(false);
  const { busy, error, send } = useSending();
  const right = /^[1-9]\d{0,15}$/.test(position.trim());
  const look = async () => {
    setTried(true);
    setPreview(null);
    if (!right) return;
    await send(async () => setPreview(await loadPreview(app.api, state.pact, position.trim())));
  };
  const first = useRef(given !== "");
  useEffect(() => {
    if (first.current) void look();
    first.current = false;
  });
  return (
    <>
      <p class="lead">{t("correct.lead")}</p>
      <form
        class="panel narrow"
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <Field
          label={t("correct.position")}
          hint={t("correct.position_hint")}
          name="position"
          inputMode="numeric"
          autocomplete="off"
          required
          wrong={tried && !right ? t("wrong.number") : undefined}
          value={position}
          onInput={(event) => {
            setPosition(event.currentTarget.value.replace(/\D/g, ""));
            setPreview(null);
          }}
        />
        <button type="submit" class="primary" data-look aria-disabled={busy ? "true" : undefined}>
          {t("correct.look")}
        </button>
      </form>
      <Failed error={error} />
      {preview && <Consequences key={position} preview={preview} position={position.trim()} />}
    </>
  );
}

interface ConsequencesProps {
  preview: Preview;
  position: string;
}

function Consequences({ preview, position }: ConsequencesProps) {
  const { lang, t, say } = useOffice();
  const touched = preview.periods.filter((period) => period.differences.length > 0);
  const closed = touched.filter((period) => period.closed_on !== "");
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} tabIndex={-1} aria-labelledby="consequences" data-preview={position}>
      <h3 id="consequences">{t("correct.consequences")}</h3>
      <ul class="dots">
        {preview.events.map((event) => (
          <li key={event.position}>
            {formatNumber(Number(event.position), lang)}: {say(event.name)}
            {event.occurred_on && `, ${formatDate(event.occurred_on, lang)}`}
          </li>
        ))}
      </ul>
      {closed.length > 0 ? (
        <Alert code="correct.closed">
          {t("correct.closed_periods", { periods: closed.map((one) => one.period).join(", ") })}
        </Alert>
      ) : (
        <Note>{t("correct.no_closed_periods")}</Note>
      )}
      {preview.differences.length === 0 && touched.length === 0 ? (
        <p data-no-change>{t("correct.nothing_changes")}</p>
      ) : (
        <>
          <Differences
            title={t("correct.today", { day: formatDate(preview.valid_at, lang) })}
            rows={preview.differences}
            reports={false}
          />
          {touched.map((period) => (
            <Period key={period.period} period={period} />
          ))}
        </>
      )}
      <Choice position={position} />
    </section>
  );
}

function Period({ period }: { period: PreviewedPeriod }) {
  const { lang, t } = useOffice();
  const state = period.closed_on
    ? t("correct.closed_on", { day: formatDate(period.closed_on, lang) })
    : t("correct.open");
  return (
    <div data-period={period.period} data-closed={period.closed_on !== ""}>
      <Differences
        title={`${period.period} (${formatDate(period.day, lang)}) – ${state}`}
        rows={period.differences}
        reports
      />
    </div>
  );
}

interface DifferencesProps {
  title: string;
  rows: Difference[];
  /** With what was reported. */
  reports: boolean;
}

function Differences({ title, rows, reports }: DifferencesProps) {
  const { lang, t, say } = useOffice();
  if (rows.length === 0) return null;
  const stated = reports && rows.some((row) => row.evaluated !== null || row.reported !== null);
  const figure = (value: number | null, differs: boolean) => (
    <td class="number">
      {value === null ? "–" : formatNumber(value, lang)}
      {differs && (
        <span class="tone tone-bad">
          <Icon name="warning" /> {t("correct.differs")}
        </span>
      )}
    </td>
  );
  return (
    <>
      <h4>{title}</h4>
      <div class="panel table-scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="list">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("correct.indicator")}</th>
              <th scope="col" class="number">
                {t("correct.now")}
              </th>
              <th scope="col" class="number">
                {t("correct.without")}
              </th>
              <th scope="col" class="number">
                {t("correct.difference")}
              </th>
              {stated && (
                <>
                  <th scope="col" class="number">
                    {t("correct.evaluated")}
                  </th>
                  <th scope="col" class="number">
                    {t("correct.reported")}
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.indicator} data-difference={row.indicator}>
                <th scope="row">
                  {row.indicator}
                  <span class="cell-note">{say(row.name)}</span>
                </th>
                <td class="number">{formatNumber(row.now, lang)}</td>
                <td class="number">{formatNumber(row.without, lang)}</td>
                <td class="number">{formatChange(row.difference, lang)}</td>
                {stated && figure(row.evaluated, row.evaluation_differs)}
                {stated && figure(row.reported, row.report_differs)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const WAYS = ["VoidEvent", "CorrectEvent"] as const;
type Way = (typeof WAYS)[number];

function Choice({ position }: { position: string }) {
  const { app, state, grants, t } = useOffice();
  const list = useLoaded("command list", () => app.api.commandList());
  const [way, setWay] = useState<Way | null>(null);
  const [done, setDone] = useState<Outcome | null>(null);
  const may = (name: string) =>
    hasRole(
      grants,
      list.data?.commands.find((one) => one.command === name)?.roles ?? [],
      state.pact,
    );
  if (!list.data) return <Failed error={list.error} />;
  if (!WAYS.some(may)) return <p data-may-not>{t("commands.may_not")}</p>;
  if (done && way)
    return (
      <Recorded outcome={done} title={t(`correct.${way}`)} fieldLabels={list.data.fieldLabels} />
    );
  return (
    <>
      <h4>{t("correct.how")}</h4>
      <fieldset class="panel narrow">
        <legend class="visually-hidden">{t("correct.how")}</legend>
        {WAYS.filter(may).map((name) => (
          <label class="choice" key={name}>
            <input
              type="radio"
              name="way"
              value={name}
              checked={way === name}
              onChange={() => setWay(name)}
            />
            {t(`correct.${name}_how`)}
          </label>
        ))}
      </fieldset>
      {way === "VoidEvent" && <VoidForm position={position} onDone={setDone} />}
      {way === "CorrectEvent" && (
        <CorrectForm position={position} list={list.data} onDone={setDone} />
      )}
    </>
  );
}

interface FormProps {
  position: string;
  onDone: (outcome: Outcome) => void;
}

function VoidForm({ position, onDone }: FormProps) {
  const { app, state, t } = useOffice();
  const form = useLoaded(`form ${state.pact} VoidEvent`, () =>
    loadForm(app.api, state.pact, "VoidEvent"),
  );
  if (!form.data) return <Failed error={form.error} />;
  return (
    <CommandEntry
      form={form.data}
      initial={{ position }}
      hidden={["position"]}
      send={t("correct.void")}
      onDone={onDone}
    />
  );
}

/** Fields of the correction that the page fills in itself. */
const OWN_FIELDS = ["position", "command", "fields_json"];

function CorrectForm({ position, list, onDone }: FormProps & { list: CommandList }) {
  const { app, state, grants, lang, t, say } = useOffice();
  const { pact } = state;
  const id = useId();
  const [command, setCommand] = useState("");
  const own = list.commands
    .filter(
      ({ roles, command: name }) => hasRole(grants, roles, pact) && !WAYS.some((w) => w === name),
    )
    .sort((a, b) => say(a.title).localeCompare(say(b.title), lang));
  const outer = useLoaded(`form ${pact} CorrectEvent`, () =>
    loadForm(app.api, pact, "CorrectEvent"),
  );
  return (
    <>
      <Failed error={outer.error} />
      <div class="field filter">
        <label for={id}>{t("correct.command")}</label>
        <select
          id={id}
          name="right_command"
          value={command}
          onChange={(event) => setCommand(event.currentTarget.value)}
        >
          <option value="">{t("form.choose")}</option>
          {own.map((one) => (
            <option key={one.command} value={one.command}>
              {say(one.title)}
            </option>
          ))}
        </select>
      </div>
      {command && outer.data && (
        <Right
          key={command}
          command={command}
          position={position}
          outer={outer.data.fields.filter((field) => !OWN_FIELDS.includes(field.name))}
          onDone={onDone}
        />
      )}
    </>
  );
}

interface RightProps extends FormProps {
  command: string;
  outer: FormField[];
}

const OUTER = "correction.";

/** The right command; the reason of the correction stands above it, in the same form. */
function Right({ command, position, outer, onDone }: RightProps) {
  const { app, state, t } = useOffice();
  const form = useLoaded(`form ${state.pact} ${command}`, () =>
    loadForm(app.api, state.pact, command),
  );
  if (!form.data) return <Failed error={form.error} />;
  const reason = outer.map((field) => ({ ...field, name: OUTER + field.name }));
  return (
    <CommandEntry
      form={{ ...form.data, fields: [...reason, ...form.data.fields] }}
      wrapping={{
        command: "CorrectEvent",
        prefix: "fields_json.",
        outer: OUTER,
        body: (made) => {
          const right: Record<string, unknown> = {};
          const whole: Record<string, unknown> = { position, command };
          for (const [name, value] of Object.entries(made)) {
            if (name.startsWith(OUTER)) whole[name.slice(OUTER.length)] = value;
            else right[name] = value;
          }
          return { ...whole, fields_json: JSON.stringify(right) };
        },
      }}
      send={t("correct.correct")}
      onDone={onDone}
    >
      <p>{t("correct.whole_command")}</p>
    </CommandEntry>
  );
}
