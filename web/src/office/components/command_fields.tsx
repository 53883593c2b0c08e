// The fields of a command's form, drawn from its description: one input a field, a list with "add
// another" for repeated ones, boxes to tick where several codes may be chosen.
import { useId, useState } from "preact/hooks";
import { pick } from "../../i18n";
import {
  type Choice,
  type FormField,
  type Typed,
  chosenCodes,
  isTickList,
  itemCount,
  itemPath,
  tidied,
  withCode,
  withItem,
  withoutItem,
} from "../command_form";
import { type TextKey, isTextKey } from "../i18n";
import { useOffice } from "./context";
import { DigestOf } from "./digest_of";
import { PersonField } from "./person_field";

export interface FieldsProps {
  fields: readonly FormField[];
  /** Stands before the names of the fields in their paths: "resolutions[1].". */
  prefix?: string;
  typed: Typed;
  onType: (typed: Typed) => void;
  /** What is wrong, by path, in the reader's language. */
  wrong: Readonly<Record<string, string>>;
  /** Known values of ids, by the field's name: "grant_id" of the person's grants. */
  known?: Readonly<Record<string, readonly Choice[]>>;
}

export function CommandFields({ fields, prefix = "", ...rest }: FieldsProps) {
  return (
    <>
      {fields.map((field) => (
        <OneField key={field.name} field={field} path={prefix + field.name} {...rest} />
      ))}
    </>
  );
}

type FieldProps = Omit<FieldsProps, "fields" | "prefix"> & { field: FormField; path: string };

function OneField(props: FieldProps) {
  const { field } = props;
  if (isTickList(field)) return <TickList {...props} />;
  if (field.repeated) return <ItemList {...props} />;
  if (field.kind === "group") return <Group {...props} label={useLabel(field)} />;
  return <Input {...props} label={useLabel(field)} />;
}

function useLabel(field: FormField): string {
  const { lang, t } = useOffice();
  const label = pick(field.label, lang);
  // Parts of messages inside a command have no label of their own.
  const key = `field.${field.name}`;
  return label === field.name && isTextKey(key) ? t(key) : label;
}

/** What a field takes, told below it; nothing where its label and shape say it. */
const HINTS: Partial<Record<FormField["kind"], TextKey>> = {
  date: "hint.date",
  month: "hint.month",
  period: "hint.period",
  amount: "hint.amount",
  taj: "hint.taj",
  sha256: "hint.sha256",
  code: "hint.code",
  reference: "hint.reference",
};

type InputProps = FieldProps & { label: string; hideLabel?: boolean };

function Input(props: InputProps) {
  const { field, path, typed, onType, wrong } = props;
  const set = (text: string) => onType({ ...typed, [path]: text });
  const choices = field.choices.length > 0 ? field.choices : (props.known?.[field.name] ?? []);
  if (field.kind === "yes_no") return <YesNo {...props} onSet={set} />;
  if (field.person)
    return (
      <PersonField
        name={path}
        label={props.label}
        required={field.required}
        value={typed[path] ?? ""}
        wrong={wrong[path]}
        onSet={set}
      />
    );
  if (choices.length > 0)
    return <CodeSelect {...props} choices={choices} only={field.only_choices} onSet={set} />;
  return <TextInput {...props} onSet={set} />;
}

type SetProps = InputProps & { onSet: (text: string) => void };

/** Label, hint and error around an input; answers the ids that the input points to. */
function useAbout(hint: string, wrong: string | undefined) {
  const id = useId();
  const about = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return {
    id,
    input: {
      id,
      "aria-describedby": about || undefined,
      "aria-invalid": wrong ? ("true" as const) : undefined,
    },
    below: (
      <>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {wrong && (
          <p class="wrong" id={`${id}-wrong`}>
            {wrong}
          </p>
        )}
      </>
    ),
  };
}

function LabelText({ field, label }: { field: FormField; label: string }) {
  const { t } = useOffice();
  return (
    <>
      {label}
      {!field.required && <span class="optional"> ({t("form.optional")})</span>}
    </>
  );
}

function TextInput({ field, path, label, typed, wrong, onSet, hideLabel }: SetProps) {
  const { lang, t } = useOffice();
  const key = HINTS[field.kind];
  const about = useAbout(key ? t(key) : "", wrong[path]);
  const numeric = field.kind === "number" || field.kind === "amount";
  const shared = {
    ...about.input,
    name: path,
    value: typed[path] ?? "",
    required: field.required,
    autocomplete: "off",
    spellcheck: field.kind === "long_text",
  };
  return (
    <div class={numeric || field.kind === "date" ? "field short" : "field"}>
      <label for={about.id} class={hideLabel ? "visually-hidden" : undefined}>
        <LabelText field={field} label={label} />
      </label>
      {field.kind === "long_text" ? (
        <textarea {...shared} rows={4} onInput={(event) => onSet(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type={field.kind === "email" ? "email" : "text"}
          inputMode={numeric ? "numeric" : undefined}
          onInput={(event) => onSet(event.currentTarget.value)}
          onBlur={(event) => onSet(tidied(field, event.currentTarget.value, lang))}
        />
      )}
      {field.kind === "sha256" && <DigestOf label={label} name={path} onSet={onSet} />}
      {about.below}
    </div>
  );
}

function YesNo({ field, path, label, typed, wrong, onSet }: SetProps) {
  const about = useAbout("", wrong[path]);
  return (
    <div class="field">
      <label class="choice">
        <input
          {...about.input}
          type="checkbox"
          name={path}
          checked={typed[path] === "true"}
          onChange={(event) => onSet(event.currentTarget.checked ? "true" : "")}
        />
        <LabelText field={{ ...field, required: true }} label={label} />
      </label>
      {about.below}
    </div>
  );
}

const OTHER = "+";

/** A list of codes with their texts; with `only` false another code may be typed. */
function CodeSelect(props: SetProps & { choices: readonly Choice[]; only: boolean }) {
  const { field, path, label, typed, wrong, choices, only, onSet, hideLabel } = props;
  const { lang, t } = useOffice();
  const value = typed[path] ?? "";
  const listed = choices.some((choice) => choice.code === value);
  const [other, setOther] = useState(value !== "" && !listed);
  const about = useAbout("", wrong[path]);
  const textOf = (choice: Choice) => {
    const text = pick(choice.text, lang);
    if (field.kind === "id") return `${text} (…${choice.code.slice(-8)})`;
    return only || !text || text === choice.code ? text || choice.code : `${choice.code} – ${text}`;
  };
  return (
    <div class="field">
      <label for={about.id} class={hideLabel ? "visually-hidden" : undefined}>
        <LabelText field={field} label={label} />
      </label>
      <select
        {...about.input}
        name={path}
        required={field.required}
        value={other ? OTHER : value}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setOther(chosen === OTHER);
          onSet(chosen === OTHER ? "" : chosen);
        }}
      >
        <option value="">{t("form.choose")}</option>
        {choices.map((choice) => (
          <option key={choice.code} value={choice.code}>
            {textOf(choice)}
          </option>
        ))}
        {!only && (
          <option value={OTHER}>
            {t(field.kind === "id" ? "form.other_id" : "form.other_code")}
          </option>
        )}
      </select>
      {other && (
        <input
          type="text"
          name={`${path}${OTHER}`}
          aria-label={`${label}: ${t("form.other_code")}`}
          aria-describedby={about.input["aria-describedby"]}
          autocomplete="off"
          spellcheck={false}
          value={value}
          onInput={(event) => onSet(event.currentTarget.value.trim())}
        />
      )}
      {about.below}
    </div>
  );
}

function TickList({ field, path, typed, onType, wrong }: FieldProps) {
  const { lang, t } = useOffice();
  const label = useLabel(field);
  const id = useId();
  const chosen = chosenCodes(typed, path);
  const others = chosen.filter((code) => !field.choices.some((choice) => choice.code === code));
  // What is wrong with one of several codes has no input of its own.
  const said = [
    ...new Set(
      Object.keys(wrong)
        .filter((at) => at === path || at.startsWith(`${path}[`))
        .map((at) => wrong[at]),
    ),
  ].join(" ");
  return (
    <fieldset
      class={field.choices.length > 12 ? "long" : undefined}
      aria-describedby={said ? `${id}-wrong` : undefined}
      data-field={path}
    >
      <legend>
        <LabelText field={field} label={label} />
      </legend>
      {field.choices.map((choice) => {
        const text = pick(choice.text, lang);
        return (
          <label class="choice" key={choice.code}>
            <input
              type="checkbox"
              name={`${path}.${choice.code}`}
              aria-invalid={said ? "true" : undefined}
              checked={chosen.includes(choice.code)}
              onChange={(event) =>
                onType(withCode(typed, path, choice.code, event.currentTarget.checked))
              }
            />
            {field.only_choices || text === choice.code ? text : `${choice.code} – ${text}`}
          </label>
        );
      })}
      {!field.only_choices && (
        <OtherCodes
          codes={others}
          label={`${label}: ${t("form.other_codes")}`}
          onSet={(codes) => {
            const listed = chosen.filter((code) => !others.includes(code));
            onType({ ...typed, [path]: [...listed, ...codes].join(" ") });
          }}
        />
      )}
      {said && (
        <p class="wrong" id={`${id}-wrong`}>
          {said}
        </p>
      )}
    </fieldset>
  );
}

interface OtherProps {
  codes: readonly string[];
  label: string;
  onSet: (codes: string[]) => void;
}

function OtherCodes({ codes, label, onSet }: OtherProps) {
  const { t } = useOffice();
  const id = useId();
  const [text, setText] = useState(codes.join(" "));
  return (
    <div class="field">
      <label for={id} class="light">
        {t("form.other_codes")}
      </label>
      <input
        id={id}
        type="text"
        aria-label={label}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onSet(event.currentTarget.value.split(/[\s;,|]+/).filter(Boolean));
        }}
      />
    </div>
  );
}

function Group({ field, path, label, ...rest }: FieldProps & { label: string }) {
  const said = rest.wrong[path];
  const id = useId();
  return (
    <fieldset aria-describedby={said ? id : undefined} data-field={path}>
      <legend>{label}</legend>
      <CommandFields fields={field.fields} prefix={`${path}.`} {...rest} />
      {said && (
        <p class="wrong" id={id}>
          {said}
        </p>
      )}
    </fieldset>
  );
}

function ItemList(props: FieldProps) {
  const { field, path, typed, onType, wrong } = props;
  const { t } = useOffice();
  const label = useLabel(field);
  const id = useId();
  const count = itemCount(typed, path);
  const said = wrong[path];
  const one = { ...field, repeated: false };
  return (
    <fieldset aria-describedby={said ? id : undefined} data-field={path}>
      <legend>
        <LabelText field={field} label={label} />
      </legend>
      {Array.from({ length: count }, (_, item) => {
        const at = itemPath(path, item);
        const name = t("form.item", { label, n: item + 1 });
        return (
          <div class="item" key={item}>
            {field.kind === "group" ? (
              <Group {...props} field={one} path={at} label={name} />
            ) : (
              <Input {...props} field={one} path={at} label={name} hideLabel />
            )}
            {count > 1 && (
              <button
                type="button"
                class="secondary"
                data-remove={at}
                onClick={() => onType(withoutItem(typed, path, item))}
              >
                {t("form.remove")}
                <span class="visually-hidden">: {name}</span>
              </button>
            )}
          </div>
        );
      })}
      {count < field.items_max && (
        <button
          type="button"
          class="secondary"
          data-add={path}
          onClick={() => onType(withItem(typed, path))}
        >
          {t("form.add")}
          <span class="visually-hidden">: {label}</span>
        </button>
      )}
      {said && (
        <p class="wrong" id={id}>
          {said}
        </p>
      )}
    </fieldset>
  );
}
