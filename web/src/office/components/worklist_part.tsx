// What is to be done for whom: six-month checks, situations after leaving, proofs that are missing.
import { useId, useState } from "preact/hooks";
import { Icon, type IconName } from "../../components/icon";
import { formatDate, formatNumber } from "../../format";
import {
  WORK_CHOICES,
  WORK_KINDS,
  WORK_PAGE,
  type WorkItem,
  type WorkKind,
  type WorkQuestion,
  type WorkState,
  type WorkSum,
  loadWorklist,
} from "../follow_up_api";
import type { CommandName } from "../api";
import { hasRole } from "../rights";
import { useOffice } from "./context";
import { Failed } from "./overview_part";
import { PersonLink } from "./person_link";
import { useLoaded } from "./use_loaded";

/** Which command settles an item. */
const COMMANDS: Record<WorkKind, string> = {
  six_month: "CheckSixMonthStatus",
  exit: "RecordExitSituation",
  evidence: "AttachEvidence",
};
const ICONS: Record<WorkState, IconName> = {
  ahead: "clock",
  due: "info",
  overdue: "warning",
  done: "check",
  done_late: "check",
};
const TONES: Record<WorkState, string> = {
  ahead: "quiet",
  due: "warn",
  overdue: "bad",
  done: "good",
  done_late: "good",
};

export function WorklistPart() {
  const { app, state, lang, t } = useOffice();
  const { pact } = state;
  const [asked, setAsked] = useState<WorkQuestion>({
    kind: "six_month",
    state: "open",
    after: 0,
  });
  const { kind, after } = asked;
  const list = useLoaded(`worklist ${pact} ${kind} ${asked.state} ${after}`, () =>
    loadWorklist(app.api, pact, asked),
  );
  const commands = useLoaded("command list", () => app.api.commandList());
  const { data } = list;
  return (
    <>
      <p class="lead">{t("work.lead")}</p>
      <Failed error={list.error} />
      <Choices asked={asked} onChange={setAsked} />
      {list.loading && !data && <p role="status">{t("app.loading")}</p>}
      {data && (
        <>
          <p class="quiet">
            {t("work.as_of", {
              day: formatDate(data.valid_at, lang),
              months: data.rule_months,
            })}
          </p>
          <Sums sums={data.sums} />
          <p role="status">{t("work.total", { n: formatNumber(data.total, lang) })}</p>
          {data.items.length > 0 && (
            <Items items={data.items} commands={commands.data?.commands ?? []} />
          )}
          <div class="actions">
            {after > 0 && (
              <button
                type="button"
                class="secondary"
                data-earlier
                onClick={() => setAsked({ ...asked, after: Math.max(0, after - WORK_PAGE) })}
              >
                {t("work.earlier")}
              </button>
            )}
            {data.next_after > 0 && (
              <button
                type="button"
                class="secondary"
                data-next
                onClick={() => setAsked({ ...asked, after: data.next_after })}
              >
                {t("work.next")}
              </button>
            )}
          </div>
        </>
      )}
    </>
  );
}

interface ChoicesProps {
  asked: WorkQuestion;
  onChange: (asked: WorkQuestion) => void;
}

function Choices({ asked, onChange }: ChoicesProps) {
  const { t } = useOffice();
  const id = useId();
  return (
    <div class="choices">
      <div class="field">
        <label for={`${id}-kind`}>{t("work.kind")}</label>
        <select
          id={`${id}-kind`}
          name="kind"
          value={asked.kind}
          onChange={(event) => {
            const kind = WORK_KINDS.find((one) => one === event.currentTarget.value) ?? "";
            onChange({ ...asked, kind, after: 0 });
          }}
        >
          <option value="">{t("work.every_kind")}</option>
          {WORK_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`work.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`${id}-state`}>{t("work.which")}</label>
        <select
          id={`${id}-state`}
          name="state"
          value={asked.state}
          onChange={(event) => {
            const state = WORK_CHOICES.find((one) => one === event.currentTarget.value) ?? "open";
            onChange({ ...asked, state, after: 0 });
          }}
        >
          {WORK_CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {t(`work.only_${choice}`)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function Sums({ sums }: { sums: WorkSum[] }) {
  const { lang, t } = useOffice();
  return (
    <ul class="tiles sums">
      {sums.map(({ kind, counts }) => (
        <li key={kind} class="panel" data-sum={kind}>
          <h3>{t(`work.${kind}`)}</h3>
          <p>
            <span class={counts.overdue > 0 ? "tone tone-bad" : "tone"}>
              <Icon name={counts.overdue > 0 ? "warning" : "check"} />
              <span data-overdue={counts.overdue}>
                {t("work.sum_overdue", { n: formatNumber(counts.overdue, lang) })}
              </span>
            </span>
          </p>
          <p>
            {t("work.sum_rest", {
              due: formatNumber(counts.due, lang),
              ahead: formatNumber(counts.ahead, lang),
              done: formatNumber(counts.done + counts.done_late, lang),
            })}
          </p>
        </li>
      ))}
    </ul>
  );
}

interface ItemsProps {
  items: WorkItem[];
  commands: CommandName[];
}

function Items({ items, commands }: ItemsProps) {
  const { t } = useOffice();
  return (
    <div class="panel table-scroll" tabIndex={0} role="region" aria-label={t("part.worklist")}>
      <table class="list">
        <caption class="visually-hidden">{t("part.worklist")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("work.what")}</th>
            <th scope="col">{t("work.who")}</th>
            <th scope="col">{t("work.state")}</th>
            <th scope="col">{t("work.until")}</th>
            <th scope="col">{t("people.action")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Item
              key={`${item.kind} ${item.position} ${item.participant_id}`}
              item={item}
              commands={commands}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ItemProps {
  item: WorkItem;
  commands: CommandName[];
}

function Item({ item, commands }: ItemProps) {
  const { lang, t, say } = useOffice();
  const done = item.state === "done" || item.state === "done_late";
  return (
    <tr data-work={item.kind} data-state={item.state}>
      <th scope="row">
        {t(`work.${item.kind}`)}
        <span class="cell-note">{say(item.about)}</span>
      </th>
      <td>
        <PersonLink id={item.participant_id} />
        {item.kind !== "evidence" && !item.contact_consent && !done && (
          <span class="cell-note">{t("work.no_consent")}</span>
        )}
      </td>
      <td>
        <span class={`tone tone-${TONES[item.state]}`}>
          <Icon name={ICONS[item.state]} />
          <span>{t(`work.state_${item.state}`)}</span>
        </span>
        {item.overdue_days > 0 && (
          <span class="cell-note">
            {t("work.overdue_days", { n: formatNumber(item.overdue_days, lang) })}
          </span>
        )}
        {item.to_repeat && <span class="cell-note">{t("work.to_repeat")}</span>}
        {item.done_on && (
          <span class="cell-note">
            {t("work.done_on", { day: formatDate(item.done_on, lang) })}
          </span>
        )}
      </td>
      <td>
        {formatDate(item.due_until, lang)}
        {item.due_from && (
          <span class="cell-note">{t("work.from", { day: formatDate(item.due_from, lang) })}</span>
        )}
      </td>
      <td>{!done && <Settle item={item} commands={commands} />}</td>
    </tr>
  );
}

/** Opens the form of the command that settles the item, with what is known filled in. */
function Settle({ item, commands }: ItemProps) {
  const { app, state, grants, t } = useOffice();
  const command = COMMANDS[item.kind];
  const known = commands.find((one) => one.command === command);
  if (!known || !hasRole(grants, known.roles, state.pact)) return null;
  return (
    <button
      type="button"
      class="secondary"
      data-settle
      onClick={() => {
        app.openCommand(command, {
          participant_id: item.participant_id,
          hire_id: item.hire_id,
          position: item.position,
        });
        scrollTo(0, 0);
      }}
    >
      {t(`work.settle_${item.kind}`)}
      <span class="visually-hidden">: {item.participant_id}</span>
    </button>
  );
}
