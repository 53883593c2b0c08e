// Spreadsheets: template, upload, a dry run that names what is wrong by row and column, recording,
// and the file with the rows to mend.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { formatNumber } from "../../format";
import { type CommandList, LATE_REASONS, type LateReason } from "../api";
import {
  FILE_BYTES_MAX,
  type ImportState,
  ROWS_MAX,
  importFile,
  rowsDone,
  templatePath,
} from "../import_api";
import { hasRole } from "../rights";
import { useOffice } from "./context";
import { Alert, Field, Note, useSending } from "./form";
import { Failed } from "./overview_part";
import { useLoaded } from "./use_loaded";

export function ImportPart() {
  const { app, state, t } = useOffice();
  const list = useLoaded("command list", () => app.api.commandList());
  return (
    <>
      <p class="lead">{t("import.lead")}</p>
      <Failed error={list.error} />
      {list.loading && !list.data && <p role="status">{t("app.loading")}</p>}
      {list.data && <Import key={`${state.pact} ${state.command}`} list={list.data} />}
    </>
  );
}

function Import({ list }: { list: CommandList }) {
  const { app, state, grants, lang, t, say } = useOffice();
  const id = useId();
  const own = list.commands
    .filter(({ roles }) => hasRole(grants, roles, state.pact))
    .sort((a, b) => say(a.title).localeCompare(say(b.title), lang));
  const chosen = own.find((one) => one.command === state.command);
  return (
    <>
      <h3>{t("import.step_command")}</h3>
      <div class="field filter">
        <label for={id}>{t("import.command")}</label>
        <select
          id={id}
          name="command"
          value={chosen?.command ?? ""}
          onChange={(event) => app.setPage("import", event.currentTarget.value || null)}
        >
          <option value="">{t("form.choose")}</option>
          {own.map(({ command, title }) => (
            <option key={command} value={command}>
              {say(title)}
            </option>
          ))}
        </select>
      </div>
      {chosen && (
        <>
          <p>
            {t("import.template")}{" "}
            {(["xlsx", "csv"] as const).map((type) => (
              <a
                key={type}
                class="spaced"
                href={templatePath(state.pact, chosen.command, type, lang)}
                data-template={type}
                download
              >
                {t(`import.template_${type}`, { command: say(chosen.title) })}
              </a>
            ))}
          </p>
          <Upload command={chosen.command} />
        </>
      )}
    </>
  );
}

function Upload({ command }: { command: string }) {
  const { app, state, lang, t, say, explain } = useOffice();
  const { busy, error, send } = useSending();
  const [file, setFile] = useState<File | null>(null);
  const [sheet, setSheet] = useState("");
  const [late, setLate] = useState<LateReason | "">("");
  const [wrong, setWrong] = useState("");
  const [progress, setProgress] = useState<ImportState | null>(null);
  /** What was checked: another file, sheet or reason is checked anew. */
  const [checked, setChecked] = useState<string | null>(null);
  const there = useRef(true);
  useEffect(() => {
    there.current = true;
    return () => void (there.current = false);
  }, []);
  const what = file ? `${file.name} ${file.size} ${file.lastModified} ${sheet} ${late}` : "";
  const run = async (dryRun: boolean) => {
    if (!file) return setWrong(t("import.file_needed"));
    if (file.size > FILE_BYTES_MAX) return setWrong(t("import.file_too_large"));
    setWrong("");
    setProgress(null);
    const upload = { pact: state.pact, command, file, dryRun, sheet: sheet.trim(), late, lang };
    await send(async () => {
      const show = (now: ImportState) => there.current && setProgress(now);
      await importFile(app.api, upload, show, () => there.current);
      if (there.current) setChecked(dryRun ? what : null);
    });
  };
  const mayRecord = checked !== null && checked === what && !busy;
  const ended = progress && progress.state !== "running" && !busy;
  return (
    <>
      <h3>{t("import.step_file")}</h3>
      <form
        class="panel entry"
        method="post"
        noValidate
        data-import={command}
        onSubmit={(event) => {
          event.preventDefault();
          void run(true);
        }}
      >
        {error && (
          <Alert code={error.code}>
            <p>{explain(error)}</p>
            {error.fields.length > 0 && (
              <ul class="dots">
                {error.fields.map((field) => (
                  <li key={field.field + field.code}>
                    {field.field && `${field.field}: `}
                    {say(field.text)}
                  </li>
                ))}
              </ul>
            )}
          </Alert>
        )}
        <Field
          label={t("import.file")}
          hint={t("import.limits", {
            mib: FILE_BYTES_MAX / 1024 / 1024,
            rows: formatNumber(ROWS_MAX, lang),
          })}
          type="file"
          name="file"
          accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          wrong={wrong || undefined}
          onChange={(event) => {
            setFile(event.currentTarget.files?.[0] ?? null);
            setProgress(null);
            setWrong("");
          }}
        />
        <Field
          label={t("import.sheet")}
          hint={t("import.sheet_hint")}
          name="sheet"
          autocomplete="off"
          value={sheet}
          onInput={(event) => setSheet(event.currentTarget.value)}
        />
        <LateField value={late} onChange={setLate} />
        <div class="actions tight">
          <button
            type="submit"
            class="primary"
            data-check
            aria-disabled={busy ? "true" : undefined}
          >
            {t("import.check")}
          </button>
          <button
            type="button"
            class="primary"
            data-record
            aria-disabled={mayRecord ? undefined : "true"}
            onClick={() => {
              if (mayRecord) void run(false);
            }}
          >
            {t("import.record")}
          </button>
        </div>
        <p class="hint">{t("import.first_check")}</p>
      </form>
      {progress && !ended && <Progress progress={progress} />}
      {ended && <Result progress={progress} />}
    </>
  );
}

interface LateProps {
  value: LateReason | "";
  onChange: (late: LateReason | "") => void;
}

function LateField({ value, onChange }: LateProps) {
  const { t } = useOffice();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("import.late")}</label>
      <select
        id={id}
        name="late"
        value={value}
        onChange={(event) =>
          onChange(LATE_REASONS.find((reason) => reason === event.currentTarget.value) ?? "")
        }
      >
        <option value="">{t("import.not_late")}</option>
        {LATE_REASONS.map((reason) => (
          <option key={reason} value={reason}>
            {t(`late.${reason}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Progress({ progress }: { progress: ImportState }) {
  const { lang, t } = useOffice();
  const id = useId();
  return (
    <div class="panel progress" role="status" data-progress>
      <label for={id}>
        {t(progress.dry_run ? "import.checking" : "import.recording", {
          done: formatNumber(rowsDone(progress), lang),
          rows: formatNumber(progress.rows, lang),
        })}
      </label>
      <progress id={id} max={Math.max(1, progress.rows)} value={rowsDone(progress)} />
    </div>
  );
}

const COUNTS = ["recorded", "already_so", "waiting", "refused", "malformed"] as const;

function Result({ progress }: { progress: ImportState }) {
  const { lang, t } = useOffice();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  const wrong = progress.refused + progress.malformed;
  const title = progress.dry_run
    ? t(wrong > 0 ? "import.checked_wrong" : "import.checked_right")
    : t(progress.state === "stopped" ? "import.stopped" : "import.done");
  return (
    <section
      ref={box}
      tabIndex={-1}
      class={`panel outcome wide ${wrong > 0 ? "outcome-waiting" : "outcome-recorded"}`}
      aria-labelledby="import-result"
      data-result={progress.dry_run ? "checked" : "recorded"}
    >
      <h3 id="import-result">{title}</h3>
      <p>{t(progress.dry_run ? "import.dry_run_note" : "import.again_note")}</p>
      <dl class="counts">
        <div>
          <dt>{t("import.rows")}</dt>
          <dd data-count="rows">{formatNumber(progress.rows, lang)}</dd>
        </div>
        {COUNTS.map((name) => (
          <div key={name}>
            <dt>
              {t(progress.dry_run && name === "recorded" ? "import.would" : `import.${name}`)}
            </dt>
            <dd data-count={name}>{formatNumber(progress[name], lang)}</dd>
          </div>
        ))}
      </dl>
      {progress.ignored_columns.length > 0 && (
        <Note>{t("import.ignored", { columns: progress.ignored_columns.join(", ") })}</Note>
      )}
      {progress.mend_file && (
        <p>
          <a href={progress.mend_file} data-mend download>
            {t("import.mend")}
          </a>{" "}
          <span class="hint">{t("import.mend_note")}</span>
        </p>
      )}
      {progress.errors.length > 0 && <Errors progress={progress} all={wrong} />}
    </section>
  );
}

function Errors({ progress, all }: { progress: ImportState; all: number }) {
  const { lang, t, say } = useOffice();
  const rows = new Set(progress.errors.map((error) => error.row)).size;
  return (
    <>
      {all > rows && (
        <p class="hint">
          {t("import.first_errors", { n: formatNumber(progress.errors.length, lang) })}
        </p>
      )}
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t("import.errors")}>
        <table class="list">
          <caption class="visually-hidden">{t("import.errors")}</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                {t("import.row")}
              </th>
              <th scope="col">{t("import.column")}</th>
              <th scope="col">{t("import.error")}</th>
            </tr>
          </thead>
          <tbody>
            {progress.errors.map((error, at) => (
              <tr key={at} data-error={error.code}>
                <th scope="row" class="number">
                  {formatNumber(error.row, lang)}
                </th>
                <td>{error.column.replace(/ \*$/, "") || t("import.whole_row")}</td>
                <td>{say(error.text)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
