// What a register is asked beside the day: half-year, indicator, characteristic.
import { choicesFor, registers } from "../registers";
import { CHARACTERISTICS } from "../registers/breakdown";
import { Words } from "../registers/words";
import type { Choices, RegisterPage } from "../url_state";
import { usePage } from "./page_context";

export function RegisterChoices({ page }: { page: RegisterPage }) {
  const { state, lang, t, say } = usePage();
  const { asks } = registers[page];
  if (asks.length === 0) return null;
  const words = new Words(lang);
  const chosen = choicesFor(page, state);
  const periods = (state.periods.data?.messages("periods") ?? []).map((row): Option => {
    const facts = [
      words.of(row.text("evaluation"), ""),
      row.text("closed_on") && t("choice.closed"),
      row.number("after_closing") > 0 &&
        t("choice.after_closing", { n: words.number(row.number("after_closing")) }),
    ].filter(Boolean);
    const name = words.period(row.text("period"));
    return [row.text("period"), facts.length > 0 ? `${name} – ${facts.join(", ")}` : name];
  });
  const options: Record<keyof Choices, Option[]> = {
    period: periods,
    indicator: (state.pact?.person_indicators ?? []).map((one) => [
      one.code,
      `${one.code} – ${say(one.name)}`,
    ]),
    by: CHARACTERISTICS.map((by) => [by, t(`by.${by}`)]),
  };
  return (
    <div class="choices">
      {asks.map((name) => (
        <Choice key={name} name={name} options={options[name]} value={chosen?.[name] ?? ""} />
      ))}
    </div>
  );
}

type Option = [code: string, text: string];

interface ChoiceProps {
  name: keyof Choices;
  options: Option[];
  value: string;
}

function Choice({ name, options, value }: ChoiceProps) {
  const { app, t } = usePage();
  // An address may name what is not offered; the answer says then what is wrong with it.
  const strange = value !== "" && !options.some(([code]) => code === value);
  return (
    <label class="field">
      <span>{t(`choice.${name}`)}</span>
      <select
        value={value}
        data-choice={name}
        onChange={(event) => app.setChoices({ [name]: event.currentTarget.value })}
      >
        {strange && <option value={value}>{value}</option>}
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
