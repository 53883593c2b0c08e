// One person's way over all offices, as a line of time.
import { useState } from "preact/hooks";
import { Icon } from "../../components/icon";
import type { Label } from "../../api";
import { formatDate, formatForint, formatInstant, formatNumber, isCalendarDay } from "../../format";
import { type Pathway, type Step, loadPathway } from "../follow_up_api";
import { LATE_REASONS } from "../api";
import { isUuid } from "../command_id";
import { isTextKey } from "../i18n";
import { hasRole } from "../rights";
import { useOffice } from "./context";
import { Failed } from "./overview_part";
import { PersonField } from "./person_field";
import { useLoaded } from "./use_loaded";

export function PathwayPart() {
  const { state, t } = useOffice();
  const [typed, setTyped] = useState(state.lastPerson);
  const person = isUuid(typed) ? typed.trim().toLowerCase() : "";
  return (
    <>
      <p class="lead">{t("pathway.lead")}</p>
      <div class="panel narrow">
        <PersonField
          name="person"
          label={t("pathway.person")}
          required
          value={typed}
          wrong={undefined}
          onSet={setTyped}
        />
      </div>
      {person && <Way key={person} person={person} />}
    </>
  );
}

function Way({ person }: { person: string }) {
  const { app, state, t } = useOffice();
  const way = useLoaded(`pathway ${state.pact} ${person}`, () =>
    loadPathway(app.api, state.pact, person),
  );
  return (
    <>
      <Failed error={way.error} />
      {way.loading && !way.data && <p role="status">{t("app.loading")}</p>}
      {way.data && !way.data.known && <p data-empty>{t("pathway.unknown")}</p>}
      {way.data?.known && <Known way={way.data} />}
    </>
  );
}

function Known({ way }: { way: Pathway }) {
  const { app, lang, state, t } = useOffice();
  const commands = useLoaded("command list", () => app.api.commandList());
  const voids = commands.data?.commands.find((one) => one.command === "VoidEvent");
  const facts = [
    way.entered_on
      ? t("pathway.entered", { day: formatDate(way.entered_on, lang) })
      : t("pathway.not_entered"),
    way.in_programme
      ? t("pathway.in_programme")
      : way.exited_on && t("pathway.exited", { day: formatDate(way.exited_on, lang) }),
    way.in_job && t("pathway.in_job"),
    way.erased && t("person.erased"),
  ].filter(Boolean);
  return (
    <section aria-labelledby="way">
      <h3 id="way">{t("pathway.title", { id: `…${way.participant_id.slice(-8)}` })}</h3>
      <p role="status">{facts.join(" · ")}</p>
      <ol class="timeline">
        {way.steps.map((step) => (
          <OneStep
            key={step.position}
            step={step}
            corrects={step.office === state.office?.office && voids !== undefined}
            roles={voids?.roles ?? []}
            labels={commands.data?.fieldLabels ?? {}}
          />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  step: Step;
  /** This office recorded it, and may take it out. */
  corrects: boolean;
  roles: readonly string[];
  labels: Readonly<Record<string, Label>>;
}

function OneStep({ step, corrects, roles, labels }: StepProps) {
  const { app, state, grants, lang, t, say } = useOffice();
  const struck = step.voided_by !== "";
  const late = LATE_REASONS.find((reason) => reason === step.late_reason);
  const reason = `void.${step.void_reason}`;
  const office = `office.${step.office}`;
  return (
    <li class={struck ? "step struck" : "step"} data-step={step.position} data-struck={struck}>
      <p class="step-day">{formatDate(step.on, lang)}</p>
      <div class="step-body">
        <h4>
          {struck ? <s>{say(step.name)}</s> : say(step.name)}
          {struck && <span class="tag bad">{t("pathway.struck")}</span>}
          {step.corrected_by && <span class="tag">{t("pathway.corrected")}</span>}
          {late && <span class="tag warn">{t("pathway.after_closing")}</span>}
        </h4>
        {step.fields.length > 0 && (
          <dl class="step-fields">
            {step.fields.map(({ field, value }) => (
              <StepField key={field} field={field} label={labels[field]} value={say(value)} />
            ))}
          </dl>
        )}
        <p class="cell-note">
          {t("pathway.recorded", {
            office: isTextKey(office) ? t(office) : step.office,
            time: formatInstant(step.recorded_at, lang),
            position: formatNumber(Number(step.position), lang),
          })}
          {step.recorded_late && ` · ${t("pathway.recorded_late")}`}
          {step.evidence > 0 && ` · ${t("pathway.evidence", { n: step.evidence })}`}
          {late && ` · ${t(`late.${late}`)}`}
        </p>
        {struck && (
          <p class="cell-note">
            <Icon name="cross" />{" "}
            {t("pathway.struck_by", { position: formatNumber(Number(step.voided_by), lang) })}
            {isTextKey(reason) && ` (${t(reason)})`}
          </p>
        )}
        {!struck && corrects && hasRole(grants, roles, state.pact) && (
          <button
            type="button"
            class="secondary small"
            data-correct={step.position}
            onClick={() => {
              app.openCorrection(step.position);
              scrollTo(0, 0);
            }}
          >
            {t("pathway.correct")}
            <span class="visually-hidden">
              : {say(step.name)}, {formatDate(step.on, lang)}
            </span>
          </button>
        )}
      </div>
    </li>
  );
}

interface FieldProps {
  field: string;
  label: Label | undefined;
  value: string;
}

/** A field of an event, called as commands call it. */
function StepField({ field, label, value }: FieldProps) {
  const { lang, t, say } = useOffice();
  const key = `field.${field}`;
  let shown = value;
  if (isCalendarDay(value)) shown = formatDate(value, lang);
  else if (field.endsWith("_ft") && /^\d+$/.test(value)) shown = formatForint(Number(value), lang);
  return (
    <div>
      <dt>{label ? say(label) : isTextKey(key) ? t(key) : field}</dt>
      <dd>{shown}</dd>
    </div>
  );
}
