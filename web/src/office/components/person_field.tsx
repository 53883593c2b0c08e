// The id of a participant, found by TAJ number or by name. Names and numbers go into the body of a
// question and are forgotten; what stays in the form is the id alone.
import { useId, useState } from "preact/hooks";
import { formatDate } from "../../format";
import { isUuid } from "../command_id";
import { type PersonDates, personDates, searchPersons } from "../work_api";
import { useOffice } from "./context";
import { useSending } from "./form";

interface Props {
  name: string;
  label: string;
  required: boolean;
  value: string;
  wrong: string | undefined;
  onSet: (text: string) => void;
}

const tajOf = (text: string) => {
  const digits = text.replace(/[\s\u00a0-]/g, "");
  return /^\d{9}$/.test(digits) ? digits : null;
};

const SHOWN_MAX = 10;

export function PersonField({ name, label, required, value, wrong, onSet }: Props) {
  const { app, state, t, explain } = useOffice();
  const id = useId();
  const { busy, error, send } = useSending();
  const [found, setFound] = useState<{ persons: PersonDates[]; more: boolean } | null>(null);
  const [chosen, setChosen] = useState("");
  const { lastPerson } = state;
  const set = (participant: string) => {
    app.rememberPerson(participant);
    setChosen(participant);
    setFound(null);
    onSet(participant);
  };
  const search = () =>
    send(async () => {
      setFound(null);
      const text = value.trim();
      const taj = tajOf(text);
      const { ids, more } = await searchPersons(
        app.api,
        state.pact,
        taj ? { taj } : { name: text },
      );
      if (ids.length === 1 && ids[0]) return set(ids[0]);
      const shown = ids.slice(0, SHOWN_MAX);
      const persons = await Promise.all(shown.map((one) => personDates(app.api, state.pact, one)));
      setFound({ persons, more: more || ids.length > shown.length });
    });
  const searchable = value.trim() !== "" && !isUuid(value);
  const about = [`${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>
        {label}
        {!required && <span class="optional"> ({t("form.optional")})</span>}
      </label>
      <div class="with-button">
        <input
          id={id}
          type="text"
          name={name}
          required={required}
          autocomplete="off"
          spellcheck={false}
          aria-describedby={about}
          aria-invalid={wrong ? "true" : undefined}
          value={value}
          onInput={(event) => {
            setFound(null);
            setChosen("");
            const text = event.currentTarget.value;
            if (isUuid(text)) app.rememberPerson(text.trim().toLowerCase());
            onSet(text);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !searchable) return;
            event.preventDefault();
            void search();
          }}
        />
        <button
          type="button"
          class="secondary"
          data-search={name}
          aria-disabled={busy || !searchable ? "true" : undefined}
          onClick={() => {
            if (searchable) void search();
          }}
        >
          {t("person.search")}
        </button>
      </div>
      <p class="hint" id={`${id}-hint`}>
        {t("person.hint")}
      </p>
      {lastPerson && value.trim() === "" && (
        <button
          type="button"
          class="secondary start"
          data-last-person
          onClick={() => set(lastPerson)}
        >
          {t("person.last")}
        </button>
      )}
      <div role="status">
        {chosen !== "" && chosen === value && <p class="found">{t("person.found")}</p>}
        {found?.persons.length === 0 && <p class="wrong">{t("person.none")}</p>}
      </div>
      {found && found.persons.length > 0 && <Found {...found} onChoose={set} />}
      {error && (
        <p class="wrong" role="alert">
          {explain(error)}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

interface FoundProps {
  persons: PersonDates[];
  more: boolean;
  onChoose: (id: string) => void;
}

function Found({ persons, more, onChoose }: FoundProps) {
  const { lang, t } = useOffice();
  return (
    <div class="found-list" role="group" aria-label={t("person.several")}>
      <p>{t("person.several")}</p>
      <ul>
        {persons.map((person) => (
          <li key={person.participant_id}>
            <button
              type="button"
              class="secondary"
              data-person={person.participant_id}
              onClick={() => onChoose(person.participant_id)}
            >
              <code>{person.participant_id}</code>
              <span>
                {person.registered_on &&
                  t("person.registered", { day: formatDate(person.registered_on, lang) })}
                {person.enrolled_on &&
                  `, ${t("person.enrolled", { day: formatDate(person.enrolled_on, lang) })}`}
                {person.erased && `, ${t("person.erased")}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more && <p>{t("person.more")}</p>}
    </div>
  );
}
