// All registers by page, and what each is asked with.
import type { Loaded } from "../store/view_loader";
import type { Fields } from "../fields";
import type { Choices, RegisterPage } from "../url_state";
import type { Pact } from "../view_types";
import { activities } from "./activities";
import { breakdown } from "./breakdown";
import { budget } from "./budget";
import { documents } from "./documents";
import { evaluation, statusReport } from "./evaluation";
import { governance } from "./governance";
import { indicators } from "./indicators";
import { members } from "./members";
import { portal } from "./portal";
import type { Registers } from "./shapes";
import { staffing } from "./staffing";
import { workProgramme } from "./work_programme";

export const registers: Registers = {
  indicators,
  budget,
  governance,
  evaluation,
  "status-report": statusReport,
  members,
  staffing,
  documents,
  "work-programme": workProgramme,
  activities,
  breakdown,
  portal,
};

/** What a choice can be made from. */
export interface Known {
  choices: Choices;
  periods: Loaded<Fields>;
  pact: Pick<Pact, "person_indicators"> | null;
}

/** The period chosen, else the last one with an evaluation, else the first; null while unknown. */
export function periodOf(known: Known): string | null {
  if (known.choices.period) return known.choices.period;
  const rows = known.periods.data?.messages("periods") ?? [];
  const evaluated = rows.filter((row) => {
    const state = row.text("evaluation");
    return state !== "" && !state.endsWith("_UNSPECIFIED");
  });
  return (evaluated.at(-1) ?? rows[0])?.text("period") ?? null;
}

/** What the register of a page is to be asked with; null while that is not known. */
export function choicesFor(page: RegisterPage, known: Known): Record<string, string> | null {
  const chosen: Record<string, string> = { ...registers[page].fixed };
  for (const name of registers[page].asks) {
    const value =
      name === "period"
        ? periodOf(known)
        : name === "indicator"
          ? (known.choices.indicator ?? known.pact?.person_indicators[0]?.code)
          : (known.choices.by ?? "gender");
    if (!value) return null;
    chosen[name] = value;
  }
  return chosen;
}
