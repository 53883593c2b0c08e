// The commands that this office takes: the list, and the form of the one that was chosen.
import { useState } from "preact/hooks";
import { plain } from "../typed_values";
import type { CommandList, CommandName } from "../api";
import type { CommandForm, Typed } from "../command_form";
import { hasRole } from "../rights";
import { type Outcome, loadForm } from "../work_api";
import { CommandEntry, Recorded } from "./command_entry";
import { useOffice } from "./context";
import { Failed } from "./overview_part";
import { PartLink } from "./part_link";
import { useKnownIds } from "./use_known_ids";
import { useLoaded } from "./use_loaded";

export function CommandsPart() {
  const { app, state, t } = useOffice();
  const { data, error, loading } = useLoaded("command list", () => app.api.commandList());
  const chosen = data?.commands.find((one) => one.command === state.command && !isCorrection(one));
  return (
    <>
      <Failed error={error} />
      {loading && !data && <p role="status">{t("app.loading")}</p>}
      {data && chosen && <OneCommand key={chosen.command} chosen={chosen} list={data} />}
      {data && !chosen && <List {...data} />}
    </>
  );
}

/** They have a part of their own, which shows first what would change. */
const isCorrection = ({ command }: CommandName) =>
  command === "VoidEvent" || command === "CorrectEvent";

function List({ commands }: CommandList) {
  const { state, grants, lang, t, say } = useOffice();
  const [filter, setFilter] = useState("");
  const may = ({ roles }: CommandName) => hasRole(grants, roles, state.pact);
  const wanted = plain(filter);
  const shown = commands
    .filter((one) => plain(`${say(one.title)} ${one.command}`).includes(wanted))
    .sort(
      (a, b) => Number(may(b)) - Number(may(a)) || say(a.title).localeCompare(say(b.title), lang),
    );
  return (
    <>
      <p class="lead">
        {t("commands.lead")}{" "}
        <a href="/openapi.json" data-openapi>
          {t("commands.openapi")}
        </a>
      </p>
      <label class="field filter">
        {t("commands.filter")}
        <input
          type="search"
          name="filter"
          autocomplete="off"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </label>
      <p role="status" class="quiet">
        {t("commands.shown", { n: shown.length, all: commands.length })}
      </p>
      <div class="panel table-scroll" tabIndex={0} role="region" aria-label={t("part.commands")}>
        <table class="list">
          <caption class="visually-hidden">{t("part.commands")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("commands.title")}</th>
              <th scope="col">{t("commands.name")}</th>
              <th scope="col">{t("commands.may")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.command} data-command={one.command} data-may={may(one)}>
                <th scope="row">
                  {may(one) && isCorrection(one) ? (
                    <PartLink page="correct">{say(one.title)}</PartLink>
                  ) : may(one) ? (
                    <PartLink page="commands" command={one.command}>
                      {say(one.title)}
                    </PartLink>
                  ) : (
                    say(one.title)
                  )}
                </th>
                <td>
                  <code>{one.command}</code>
                </td>
                <td>{t(may(one) ? "commands.yes" : "commands.no")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface OneProps {
  chosen: CommandName;
  list: CommandList;
}

function OneCommand({ chosen, list }: OneProps) {
  const { app, state, grants, t, say } = useOffice();
  const { pact, given } = state;
  const [done, setDone] = useState<Outcome | null>(null);
  const form = useLoaded(`form ${pact} ${chosen.command}`, () =>
    loadForm(app.api, pact, chosen.command),
  );
  const [participant, setParticipant] = useState(given["participant_id"] ?? "");
  const known = useKnownIds(form.data, participant);
  const may = hasRole(grants, chosen.roles, pact);
  return (
    <>
      <p class="back">
        <PartLink page="commands">{t("commands.back")}</PartLink>
      </p>
      <h3>{say(chosen.title)}</h3>
      {!may && <p data-may-not>{t("commands.may_not")}</p>}
      <Failed error={form.error} />
      {form.loading && !form.data && <p role="status">{t("app.loading")}</p>}
      {may && done && (
        <Recorded outcome={done} title={say(chosen.title)} fieldLabels={list.fieldLabels}>
          <button type="button" class="secondary" data-another onClick={() => setDone(null)}>
            {t("outcome.another")}
          </button>
        </Recorded>
      )}
      {may && form.data && !done && (
        <CommandEntry
          form={form.data}
          initial={givenFor(form.data, given)}
          known={known}
          send={t("form.send")}
          onType={(typed) => setParticipant(typed["participant_id"] ?? "")}
          onDone={(outcome) => {
            if (outcome.result["participant_id"])
              app.rememberPerson(outcome.result["participant_id"]);
            setDone(outcome);
          }}
        />
      )}
    </>
  );
}

/** Of what was given, what the form has a field for. */
function givenFor(form: CommandForm, given: Typed): Typed {
  const names = form.fields.map((field) => field.name);
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value && names.includes(name)),
  );
}
