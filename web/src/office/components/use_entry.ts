// Filling in a command and sending it: what was typed, what is wrong, what became of it. One id
// for all tries of one command, so that it is recorded once whatever happens on the way.
import { useMemo, useRef, useState } from "preact/hooks";
import { pick } from "../../i18n";
import type { FieldProblem, LateReason, OfficeError } from "../api";
import { type CommandForm, type Typed, makeCommand, pathsOf } from "../command_form";
import { newCommandId } from "../command_id";
import { asOfficeError } from "../store/app";
import { type Outcome, commandState, sendCommand } from "../work_api";
import { useOffice } from "./context";
import { useSending } from "./form";

/** A command inside another one: a correction holds the right command. */
export interface Wrapping {
  command: string;
  body: (inner: Record<string, unknown>) => Record<string, unknown>;
  /** What stands before the inner command's fields in errors. */
  prefix: string;
  /** What stands before the names of the outer command's own fields in the form. */
  outer: string;
}

export interface Entry {
  typed: Typed;
  type: (typed: Typed) => void;
  /** By path, in the reader's language. */
  wrong: Record<string, string>;
  /** What is wrong with fields that the form does not show. */
  elsewhere: string[];
  error: OfficeError | null;
  busy: boolean;
  late: LateReason | "";
  setLate: (late: LateReason | "") => void;
  /** Sends; answers what became of it, null when nothing was sent or it was refused. */
  submit: () => Promise<Outcome | null>;
}

/** Codes that leave open whether the command was recorded, or that say that it was. */
const USED_ID = "append.command_reused";

/** The fields that a rule names in its refusal: by a value of the field's name, or in words. */
export function namedByRule(form: CommandForm, error: OfficeError, prefix = ""): FieldProblem[] {
  const named = [...Object.keys(error.values), error.values["field"] ?? ""];
  return form.fields
    .filter((field) => named.includes(field.name))
    .map((field) => ({ field: prefix + field.name, code: error.code, text: error.text }));
}

export function useEntry(form: CommandForm, wrapping?: Wrapping, initial: Typed = {}): Entry {
  const { app, state, lang, t } = useOffice();
  const [typed, setTyped] = useState<Typed>(initial);
  const [tried, setTried] = useState(false);
  const [late, setLate] = useState<LateReason | "">("");
  const [said, setSaid] = useState<{ fields: FieldProblem[]; typed: Typed } | null>(null);
  const id = useRef("");
  if (!id.current) id.current = newCommandId();
  const { busy, error, send } = useSending();
  const made = useMemo(() => makeCommand(form, typed), [form, typed]);

  const prefix = wrapping?.prefix ?? "";
  const wrong: Record<string, string> = {};
  const elsewhere: string[] = [];
  if (said) {
    const paths = pathsOf(form, typed);
    for (const problem of said.fields) {
      const inside = problem.field.startsWith(prefix)
        ? problem.field.slice(prefix.length)
        : (wrapping?.outer ?? "") + problem.field;
      const text = pick(problem.text, lang) || problem.code;
      // A field that was changed since is judged anew when it is sent.
      const changed = typed[inside] !== said.typed[inside];
      if (inside && (paths.has(inside) || paths.has(inside.replace(/\[\d+\]$/, "")))) {
        if (!changed) wrong[inside] = text;
      } else elsewhere.push(problem.field ? `${problem.field}: ${text}` : text);
    }
  }
  if (tried)
    for (const [path, { key, values }] of Object.entries(made.wrong)) wrong[path] = t(key, values);

  const submit = async (): Promise<Outcome | null> => {
    setTried(true);
    if (Object.keys(made.wrong).length > 0) return null;
    let outcome: Outcome | null = null;
    const tellFields = (error: OfficeError) =>
      setSaid({ fields: [...error.fields, ...namedByRule(form, error, prefix)], typed });
    await send(async () => {
      setSaid(null);
      try {
        outcome = await sendCommand(app.api, {
          pact: state.pact,
          command: wrapping?.command ?? form.command,
          id: id.current,
          body: wrapping ? wrapping.body(made.body) : made.body,
          late: late || null,
        });
      } catch (thrown) {
        const error = asOfficeError(thrown);
        // An earlier try was recorded though its answer was lost, and something was changed since.
        if (error.code === USED_ID) {
          const earlier = await commandState(app.api, state.pact, id.current);
          if (earlier.state === "recorded") {
            outcome = { ...earlier, earlier: true };
            return;
          }
        }
        tellFields(error);
        throw thrown;
      }
    });
    return outcome;
  };
  return { typed, type: setTyped, wrong, elsewhere, error, busy, late, setLate, submit };
}
