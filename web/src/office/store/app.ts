// The state of the office's page and all that may change it: which office, who is logged in, which
// part is open. What a single part shows is that part's own business (use_loaded.ts).
import type { Lang } from "../../format";
import { type Page, formatAddress, parseAddress } from "../address";
import { type Account, type OfficeInfo, OfficeApi, OfficeError } from "../api";

/** Why the page asks somebody to log in, when it is not the first time. */
export type Ended = "expired" | "left" | "password_changed";

export type Session =
  | { kind: "unknown" }
  /** The office has no logins: whoever reaches it may do everything. */
  | { kind: "open" }
  | { kind: "out"; why: Ended | null }
  | { kind: "in"; account: Account };

export interface OfficeState {
  lang: Lang;
  page: Page;
  office: OfficeInfo | null;
  /** The pact that the parts speak of; "" until the office is known. */
  pact: string;
  session: Session;
  /** Who was logged in last: an expired session leaves the open part, for the same account only. */
  last: Account | null;
  /** The command whose form is open; null on the list. */
  command: string | null;
  /** What the form that opens next begins with, by field. */
  given: Readonly<Record<string, string>>;
  /** The participant that was chosen last, by id: offered for the next command. */
  lastPerson: string;
  startError: OfficeError | null;
}

const LANG_KEY = "paktum.lang";
const START_AGAIN_MS = 3_000;

export class OfficeApp {
  state: OfficeState;
  readonly api: OfficeApi;
  private readonly listeners = new Set<() => void>();
  private askedPact: string | null;

  constructor() {
    const address = parseAddress(location.search);
    this.askedPact = address.pact;
    this.state = {
      lang: address.lang ?? storedLang() ?? "hu",
      page: address.page,
      office: null,
      pact: "",
      session: { kind: "unknown" },
      last: null,
      command: address.command,
      given: {},
      lastPerson: "",
      startError: null,
    };
    this.api = new OfficeApi(() => this.expire());
    addEventListener("popstate", () => this.readAddress());
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks which office this is and who is logged in; goes on asking while nobody answers. */
  async start(): Promise<void> {
    try {
      const office = await this.api.office();
      const pact = office.pacts.find((p) => p.pact === this.askedPact) ?? office.pacts[0];
      const session = office.logins ? await this.api.session() : null;
      this.set({
        office,
        pact: pact?.pact ?? "",
        session: !office.logins
          ? { kind: "open" }
          : session
            ? { kind: "in", account: session.account }
            : { kind: "out", why: null },
        last: session?.account ?? null,
        startError: null,
      });
    } catch (error) {
      this.set({ startError: asOfficeError(error) });
      setTimeout(() => void this.start(), START_AGAIN_MS);
    }
  }

  /** Errors are the caller's: the form shows them. */
  async logIn(login: string, password: string): Promise<void> {
    const { account } = await this.api.logIn(login, password);
    const { last } = this.state;
    const other = last !== null && last.account_id !== account.account_id;
    this.set({ session: { kind: "in", account }, last: account });
    if (other) this.set({ lastPerson: "", given: {} });
    if (other && this.state.page !== "overview") this.setPage("overview");
  }

  async logOut(): Promise<void> {
    await this.api.logOut();
    this.leave("left");
  }

  /** The office ends every session of the account with its password. */
  async changePassword(old: string, fresh: string): Promise<void> {
    await this.api.changePassword(old, fresh);
    this.leave("password_changed");
  }

  setLang(lang: Lang): void {
    this.set({ lang });
    this.keepLang();
    this.writeAddress("replace");
  }

  setPact(pact: string): void {
    this.set({ pact });
    this.writeAddress("push");
  }

  setPage(page: Page, command: string | null = null): void {
    this.set({ page, command, given: {} });
    this.writeAddress("push");
  }

  /** Opens the form of a command with fields filled in; none of it stands in the address. */
  openCommand(command: string, given: Readonly<Record<string, string>>): void {
    this.setPage("commands", command);
    this.set({ given });
  }

  /** Opens the correction of the event at a position. */
  openCorrection(position: string): void {
    this.setPage("correct");
    this.set({ given: { position } });
  }

  rememberPerson(participant: string): void {
    this.set({ lastPerson: participant });
  }

  /** The address of a part, for links. */
  hrefOf(page: Page, command: string | null = null): string {
    const { lang, office, pact } = this.state;
    return formatAddress({
      page,
      lang: lang === "en" ? "en" : null,
      pact: (office?.pacts.length ?? 0) > 1 ? pact : null,
      command,
    });
  }

  private expire(): void {
    if (this.state.session.kind === "in") this.set({ session: { kind: "out", why: "expired" } });
  }

  private leave(why: Ended): void {
    // The office has the browser forget what the page kept: the language is kept again.
    this.keepLang();
    this.set({
      session: { kind: "out", why },
      last: null,
      page: "overview",
      command: null,
      lastPerson: "",
      given: {},
    });
    this.writeAddress("replace");
  }

  private keepLang(): void {
    try {
      localStorage.setItem(LANG_KEY, this.state.lang);
    } catch {
      // A browser that keeps nothing still shows the page in the chosen language.
    }
  }

  private readAddress(): void {
    const { page, pact, lang, command } = parseAddress(location.search);
    const known = this.state.office?.pacts.some((p) => p.pact === pact);
    this.set({ page, command, ...(known && pact ? { pact } : {}), ...(lang ? { lang } : {}) });
  }

  private writeAddress(how: "push" | "replace"): void {
    const url = location.pathname + this.hrefOf(this.state.page, this.state.command);
    if (how === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }

  private set(change: Partial<OfficeState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

export function asOfficeError(error: unknown): OfficeError {
  if (error instanceof OfficeError) return error;
  return new OfficeError(0, "page.failed", { hu: "", en: "" });
}

function storedLang(): Lang | null {
  try {
    const lang = localStorage.getItem(LANG_KEY);
    return lang === "hu" || lang === "en" ? lang : null;
  } catch {
    return null;
  }
}
