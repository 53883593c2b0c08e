// The page's only door to the office. Answers are read field by field; a missing field is its
// default. Errors carry their texts in both languages, as the office says them.
import { ApiError, type Label } from "../api";
import { type Grant, formatGrant, parseGrant } from "./rights";

type Json = Record<string, unknown>;

const asObject = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const texts = (value: unknown): string[] => asList(value).map(text).filter(Boolean);
const number = (value: unknown): number => {
  const parsed = typeof value === "string" ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : 0;
};
const label = (value: unknown): Label => {
  const o = asObject(value);
  return { hu: text(o.hu), en: text(o.en) };
};

/** What is wrong with one field of a request. */
export interface FieldProblem {
  field: string;
  code: string;
  text: Label;
}

export class OfficeError extends ApiError {
  constructor(
    status: number,
    code: string,
    said: Label,
    readonly fields: FieldProblem[] = [],
    /** How long to wait before trying again, if the office said so. */
    readonly retryAfterS: number | null = null,
    /** What a rule names when it refuses: figures, days, the field concerned. */
    readonly values: Readonly<Record<string, string>> = {},
  ) {
    super(status, code, code, said);
    this.name = "OfficeError";
  }
}

export interface PactName {
  pact: string;
  name: Label;
  title: Label;
}

export interface OfficeInfo {
  office: string;
  title: Label;
  /** false: nobody has to log in, and the page shows no accounts. */
  logins: boolean;
  /** It serves persons: registers them, sees their ways. */
  serves_persons: boolean;
  pacts: PactName[];
}

export interface Account {
  account_id: string;
  login: string;
  grants: Grant[];
  has_password: boolean;
  must_change_password: boolean;
  disabled: boolean;
}

export interface NewAccount {
  login: string;
  roles: readonly Grant[];
  /** A program has no password: it uses tokens. */
  kind: "person" | "program";
}

export interface Session {
  account: Account;
  csrf_token: string;
}

export interface CommandName {
  command: string;
  title: Label;
  roles: string[];
}

export interface CommandList {
  commands: CommandName[];
  /** What fields are called, by name. */
  fieldLabels: Record<string, Label>;
}

export const SCOPES = ["commands", "read", "persons", "metrics"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Token {
  token_id: string;
  account_id: string;
  label: string;
  scopes: string[];
  created_at: string;
  expires_at: string;
}

export interface NewToken {
  account_id: string;
  label: string;
  scopes: Scope[];
  expires_at: string;
}

export interface Outbox {
  count: number;
  /** Of the oldest command that waits; "" when none does. */
  oldest_received_at: string;
}

export interface AttentionEntry {
  command_id: string;
  command: string;
  code: string;
  text: Label;
  received_at: string;
  refused_at: string;
}

/** Why a fact of a closed period is recorded only now. */
export const LATE_REASONS = [
  "DOCUMENT_CAME_LATE",
  "NOT_RECORDED_IN_TIME",
  "INSPECTION_FINDING",
  "OTHER",
] as const;
export type LateReason = (typeof LATE_REASONS)[number];

export interface Attention {
  /** All of them; `entries` may hold fewer. */
  count: number;
  entries: AttentionEntry[];
}

export function readAccount(value: unknown): Account {
  const o = asObject(value);
  return {
    account_id: text(o.account_id),
    login: text(o.login),
    grants: texts(o.roles).flatMap((grant) => parseGrant(grant) ?? []),
    has_password: o.has_password === true,
    must_change_password: o.must_change_password === true,
    disabled: o.disabled === true,
  };
}

function readOffice(value: unknown): OfficeInfo {
  const o = asObject(value);
  return {
    office: text(o.office),
    title: label(o.title),
    logins: o.logins !== false,
    serves_persons: o.serves_persons === true,
    pacts: asList(o.pacts).map((entry) => {
      const p = asObject(entry);
      return { pact: text(p.pact), name: label(p.name), title: label(p.title) };
    }),
  };
}

function readToken(value: unknown): Token {
  const o = asObject(value);
  return {
    token_id: text(o.token_id),
    account_id: text(o.account_id),
    label: text(o.label),
    scopes: texts(o.scopes),
    created_at: text(o.created_at),
    expires_at: text(o.expires_at),
  };
}

export function readAttention(value: unknown): Attention {
  const o = asObject(value);
  return {
    count: number(o.count),
    entries: asList(o.entries).map((entry) => {
      const e = asObject(entry);
      return {
        command_id: text(e.command_id),
        command: text(e.command),
        code: text(e.code),
        text: label(e.text),
        received_at: text(e.received_at),
        refused_at: text(e.refused_at),
      };
    }),
  };
}

/** The error of an answer that is none of the 200s. */
export function readProblem(status: number, body: unknown, retryAfter: string | null): OfficeError {
  const o = asObject(body);
  const said = { hu: text(o.title_hu), en: text(o.title_en) };
  const fields = asList(o.errors).map((entry) => {
    const e = asObject(entry);
    const field = { hu: text(e.text_hu), en: text(e.text_en) };
    return { field: text(e.field), code: text(e.code), text: field };
  });
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  return new OfficeError(
    status,
    text(o.code) || `http.${status}`,
    said,
    fields,
    Number.isFinite(seconds) ? seconds : null,
    Object.fromEntries(Object.entries(asObject(o.values)).map(([name, v]) => [name, text(v)])),
  );
}

/** An answer of the office: its status tells 201 (recorded) from 202 (waiting). */
export interface Answer {
  status: number;
  body: unknown;
}

export class OfficeApi {
  /** The token of the session that every change has to carry; "" without one. */
  csrf = "";

  /** `onEnded` is called when an answer says that the session is over. */
  constructor(private readonly onEnded: () => void) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const sent: Record<string, string> = { Accept: "application/json", ...headers };
    if (this.csrf && method !== "GET") sent["Paktum-CSRF-Token"] = this.csrf;
    const file = body instanceof Blob;
    if (body !== undefined)
      sent["Content-Type"] = file ? "application/octet-stream" : "application/json";
    let response: Response;
    let parsed: unknown = null;
    try {
      response = await fetch(path, {
        method,
        headers: sent,
        credentials: "same-origin",
        cache: "no-store",
        ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
      });
      const answered = await response.text();
      parsed = answered ? JSON.parse(answered) : null;
    } catch {
      throw new OfficeError(0, "network", { hu: "", en: "" });
    }
    if (response.ok) return { status: response.status, body: parsed };
    const error = readProblem(response.status, parsed, response.headers.get("Retry-After"));
    if (error.code === "session.required") this.onEnded();
    throw error;
  }

  async get(path: string): Promise<unknown> {
    return (await this.send("GET", path)).body;
  }

  async office(): Promise<OfficeInfo> {
    return readOffice(await this.get("/api/office"));
  }

  private keep(body: unknown): Session {
    const session = { account: readAccount(body), csrf_token: text(asObject(body).csrf_token) };
    this.csrf = session.csrf_token;
    return session;
  }
  /** The session of the browser; null when there is none. */
  async session(): Promise<Session | null> {
    try {
      return this.keep(await this.get("/api/session"));
    } catch (error) {
      if (error instanceof OfficeError && error.code === "session.required") return null;
      throw error;
    }
  }
  async logIn(login: string, password: string): Promise<Session> {
    return this.keep((await this.send("POST", "/api/session", { login, password })).body);
  }
  async logOut(): Promise<void> {
    await this.send("DELETE", "/api/session");
    this.csrf = "";
  }
  /** Ends all sessions of the account. */
  async changePassword(old_password: string, new_password: string): Promise<void> {
    await this.send("POST", "/api/session/password", { old_password, new_password });
    this.csrf = "";
  }

  async commandList(): Promise<CommandList> {
    const body = asObject(await this.get("/api/commands"));
    const commands = asList(body.commands).map((entry) => {
      const c = asObject(entry);
      return { command: text(c.command), title: label(c.title), roles: texts(c.roles) };
    });
    const labels = Object.entries(asObject(body.field_labels)).map(([id, said]) => [
      id,
      label(said),
    ]);
    return { commands, fieldLabels: Object.fromEntries(labels) as Record<string, Label> };
  }
  async commands(): Promise<CommandName[]> {
    return (await this.commandList()).commands;
  }

  async accounts(): Promise<Account[]> {
    return asList(asObject(await this.get("/api/accounts")).accounts).map(readAccount);
  }
  /** `password`: the first one of a person, to be handed over; "" for a program. */
  async addAccount(wanted: NewAccount): Promise<{ account: Account; password: string }> {
    const { body } = await this.send("POST", "/api/accounts", {
      ...wanted,
      roles: wanted.roles.map(formatGrant),
    });
    return { account: readAccount(body), password: text(asObject(body).password) };
  }
  async changeAccount(
    id: string,
    change: { roles?: readonly Grant[]; disabled?: boolean },
  ): Promise<void> {
    const { roles, ...rest } = change;
    await this.send("PATCH", `/api/accounts/${encodeURIComponent(id)}`, {
      ...rest,
      ...(roles && { roles: roles.map(formatGrant) }),
    });
  }
  /** A new password for somebody who forgot the old one. */
  async givePassword(id: string): Promise<string> {
    const { body } = await this.send("POST", `/api/accounts/${encodeURIComponent(id)}/password`);
    return text(asObject(body).password);
  }
  async tokens(): Promise<Token[]> {
    return asList(asObject(await this.get("/api/tokens")).tokens).map(readToken);
  }
  async addToken(wanted: NewToken): Promise<{ token: Token; secret: string }> {
    const { body } = await this.send("POST", "/api/tokens", wanted);
    return { token: readToken(body), secret: text(asObject(body).secret) };
  }
  async revokeToken(id: string): Promise<void> {
    await this.send("DELETE", `/api/tokens/${encodeURIComponent(id)}`);
  }

  private static pact(pact: string): string {
    return `/api/pacts/${encodeURIComponent(pact)}`;
  }
  async outbox(pact: string): Promise<Outbox> {
    const o = asObject(await this.get(`${OfficeApi.pact(pact)}/outbox`));
    return { count: number(o.count), oldest_received_at: text(o.oldest_received_at) };
  }
  async attention(pact: string): Promise<Attention> {
    return readAttention(await this.get(`${OfficeApi.pact(pact)}/attention`));
  }
  async dismiss(pact: string, command: string): Promise<void> {
    await this.send("POST", `${OfficeApi.pact(pact)}/attention/${command}/dismiss`);
  }
  /** `late`: why a fact of a closed period is recorded only now. */
  async retry(pact: string, command: string, late: LateReason | null = null): Promise<void> {
    const path = `${OfficeApi.pact(pact)}/attention/${command}/retry`;
    await this.send("POST", path, undefined, late ? { "Paktum-Late-Reason": late } : {});
  }
}
