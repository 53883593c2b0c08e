// Ids that the chosen participant's way names: a grant to pay, a job to check. They are offered
// where a form asks for such an id; where the way cannot be had the id is typed.
import { useEffect, useMemo, useState } from "preact/hooks";
import { formatDate } from "../../format";
import { type Choice, type CommandForm } from "../command_form";
import { isUuid } from "../command_id";
import { type Pathway, loadPathway } from "../follow_up_api";
import { useOffice } from "./context";

type Known = Readonly<Record<string, readonly Choice[]>>;

/** The ids by field: each with the first step that names it and counts. */
export function knownIds(form: CommandForm, way: Pathway): Record<string, Choice[]> {
  const known: Record<string, Choice[]> = {};
  for (const { name, kind, person } of form.fields) {
    if (kind !== "id" || person) continue;
    const choices = new Map<string, Choice>();
    for (const step of way.steps) {
      if (step.voided_by) continue;
      for (const { field, value } of step.fields) {
        if (field !== name || !isUuid(value.hu) || choices.has(value.hu)) continue;
        const say = (lang: "hu" | "en") => `${formatDate(step.on, lang)} – ${step.name[lang]}`;
        choices.set(value.hu, { code: value.hu, text: { hu: say("hu"), en: say("en") } });
      }
    }
    if (choices.size > 0) known[name] = [...choices.values()];
  }
  return known;
}

export function useKnownIds(form: CommandForm | null, participant: string): Known {
  const { app, state } = useOffice();
  const { pact, office } = state;
  const [way, setWay] = useState<Pathway | null>(null);
  const asks = form?.fields.some((field) => field.kind === "id" && !field.person) === true;
  const id = asks && office?.serves_persons && isUuid(participant) ? participant.trim() : "";
  useEffect(() => {
    let wanted = true;
    setWay(null);
    if (id)
      loadPathway(app.api, pact, id).then(
        (found) => wanted && setWay(found),
        () => {
          // The service is away: the id is typed.
        },
      );
    return () => void (wanted = false);
  }, [app, pact, id]);
  return useMemo(() => (form && way ? knownIds(form, way) : {}), [form, way]);
}
