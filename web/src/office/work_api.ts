// What clerks ask of the office: forms, commands, persons by number or name, what became of a
// command. The other questions are in api.ts.
import { type Label } from "../api";
import { Fields } from "../fields";
import { type LateReason, type OfficeApi } from "./api";
import { type CommandForm, readForm } from "./command_form";

export const pactPath = (pact: string) => `/api/pacts/${encodeURIComponent(pact)}`;

/** What became of a command. */
export interface Outcome {
  state: "recorded" | "already_so" | "waiting" | "refused" | "unknown";
  command_id: string;
  positions: string[];
  /** Ids of what was made, by name. */
  result: Record<string, string>;
  /** An earlier try with other content was recorded, though its answer was lost. */
  earlier?: boolean;
  /** Why it was refused after it had waited. */
  text: Label | null;
}

function readOutcome(body: unknown, state: Outcome["state"]): Outcome {
  const fields = new Fields(body);
  const result: Record<string, string> = {};
  const ids = (body as { result?: unknown } | null)?.result;
  if (typeof ids === "object" && ids !== null)
    for (const [name, value] of Object.entries(ids)) if (value) result[name] = String(value);
  return {
    state,
    command_id: fields.text("command_id"),
    positions: fields.texts("positions"),
    result,
    text: fields.has("text") ? fields.label("text") : null,
  };
}

const STATES: Record<string, Outcome["state"]> = {
  appended: "recorded",
  nothing_to_do: "already_so",
  waiting: "waiting",
  refused: "refused",
};

export async function loadForm(
  api: OfficeApi,
  pact: string,
  command: string,
): Promise<CommandForm> {
  return readForm(await api.get(`${pactPath(pact)}/forms/${encodeURIComponent(command)}`));
}

export interface Sent {
  pact: string;
  command: string;
  /** The same for every try of one command: it is recorded once. */
  id: string;
  body: unknown;
  late?: LateReason | null;
}

export async function sendCommand(api: OfficeApi, sent: Sent): Promise<Outcome> {
  const path = `${pactPath(sent.pact)}/commands/${encodeURIComponent(sent.command)}`;
  const { status, body } = await api.send("POST", path, sent.body, {
    "Idempotency-Key": sent.id,
    ...(sent.late ? { "Paktum-Late-Reason": sent.late } : {}),
  });
  const states: Record<number, Outcome["state"]> = { 201: "recorded", 200: "already_so" };
  return readOutcome(body, states[status] ?? "waiting");
}

export async function commandState(api: OfficeApi, pact: string, id: string): Promise<Outcome> {
  const body = await api.get(`${pactPath(pact)}/commands/${encodeURIComponent(id)}`);
  return readOutcome(body, STATES[new Fields(body).text("state")] ?? "unknown");
}

/** Open dates of a person, to tell two of one name apart. */
export interface PersonDates {
  participant_id: string;
  registered_on: string;
  enrolled_on: string;
  erased: boolean;
}

/** Participants by TAJ number or by name: ids only, and whether there are more. */
export async function searchPersons(
  api: OfficeApi,
  pact: string,
  asked: { taj: string } | { name: string },
): Promise<{ ids: string[]; more: boolean }> {
  const { body } = await api.send("POST", `${pactPath(pact)}/persons/search`, asked);
  const found = new Fields(body);
  return { ids: found.texts("participant_ids"), more: found.flag("more") };
}

export async function personDates(api: OfficeApi, pact: string, id: string): Promise<PersonDates> {
  const person = new Fields(await api.get(`${pactPath(pact)}/persons/${encodeURIComponent(id)}`));
  return {
    participant_id: id,
    registered_on: person.text("registered_on"),
    enrolled_on: person.text("enrolled_on"),
    erased: person.flag("erased"),
  };
}
