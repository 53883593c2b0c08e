// The state of the page and everything that may change it. Components read `state` and call the
// methods; nothing else fetches or touches the address.

import {
  type ExplainView,
  type FeedEvent,
  type IndicatorsView,
  type Label,
  type Pact,
  type PactSummary,
  type ScheduleView,
  ApiError,
  api,
} from "../api";
import type { Fields } from "../fields";
import type { Lang } from "../format";
import { choicesFor, registers } from "../registers";
import {
  type AsOf,
  type Choices,
  type Page,
  type UrlState,
  NO_CHOICES,
  formatUrl,
  isRegister,
  parseUrl,
} from "../url_state";
import { type Connection, type Source, LiveStream } from "./live";
import { type Loaded, ViewLoader } from "./view_loader";

export const FEED_MAX = 40;
/** A register is counted anew for each answer: of a page that follows, so often at most. */
const REGISTER_REST_MS = 3_000;
const FEED_FIRST = 15;
const LANG_KEY = "paktum.lang";

interface ViewParams {
  pact: string;
  asOf: AsOf;
}
interface ExplainParams extends ViewParams {
  code: string;
  after: number;
}

interface RegisterParams extends ViewParams {
  view: string;
  choices: Record<string, string>;
}

export interface FeedEntry extends FeedEvent {
  /** Came while the page was open, not with the first answer. */
  fresh: boolean;
}

export interface AppState {
  lang: Lang;
  page: Page;
  asOf: AsOf;
  pacts: PactSummary[];
  pact: Pact | null;
  startError: ApiError | null;
  eventTypes: Map<string, Label>;
  indicators: Loaded<IndicatorsView>;
  schedule: Loaded<ScheduleView>;
  /** The register of the open page; not loaded on pages without one. */
  register: Loaded<Fields>;
  /** Half-years of the programme, where the open page asks for one. */
  periods: Loaded<Fields>;
  choices: Choices;
  explain: { code: string; after: number[] } | null;
  explained: Loaded<ExplainView>;
  connection: Connection;
  paused: boolean;
  /** Newest first. */
  feed: FeedEntry[];
  /** Records that came while the page was paused. */
  heldBack: number;
  /** By how much a value last changed while the page was open, by indicator. */
  changes: Map<string, number>;
}

const empty = { data: null, error: null, loading: true };

export class App {
  state: AppState;
  private readonly listeners = new Set<() => void>();
  private readonly announcers = new Set<(news: News) => void>();
  private readonly indicators: ViewLoader<ViewParams, IndicatorsView>;
  private readonly schedule: ViewLoader<ViewParams, ScheduleView>;
  private readonly explainer: ViewLoader<ExplainParams, ExplainView>;
  private readonly register: ViewLoader<RegisterParams, Fields>;
  private readonly periods: ViewLoader<ViewParams, Fields>;
  private live: LiveStream | null = null;
  private shown: ViewParams | null = null;
  private held: FeedEvent[] = [];
  private highest = 0;
  private askedPact: string | null;

  constructor() {
    const url = parseUrl(location.search);
    this.askedPact = url.pact;
    this.state = {
      lang: url.lang ?? storedLang() ?? "hu",
      page: url.page,
      asOf: url.asOf,
      pacts: [],
      pact: null,
      startError: null,
      eventTypes: new Map(),
      indicators: empty,
      schedule: empty,
      register: empty,
      periods: empty,
      choices: url.choices,
      explain: url.explain ? { code: url.explain, after: [0] } : null,
      explained: empty,
      connection: "connecting",
      paused: false,
      feed: [],
      heldBack: 0,
      changes: new Map(),
    };
    this.indicators = new ViewLoader(
      (p, atLeast) => api.indicators(p.pact, p.asOf, atLeast),
      (state, fresh) => this.showIndicators(state, fresh),
    );
    this.schedule = new ViewLoader(
      (p, atLeast) => api.schedule(p.pact, p.asOf, atLeast),
      (schedule) => this.set({ schedule }),
    );
    this.explainer = new ViewLoader(
      (p, atLeast) => api.explain(p.pact, p.code, p.asOf, p.after, atLeast),
      (explained) => this.set({ explained }),
    );
    this.register = new ViewLoader(
      (p, atLeast) => api.register(p.pact, p.view, p.asOf, p.choices, atLeast),
      (register) => this.set({ register }),
      REGISTER_REST_MS,
    );
    this.periods = new ViewLoader(
      (p, atLeast) => api.register(p.pact, "periods", p.asOf, {}, atLeast),
      (periods, fresh) => {
        this.set({ periods });
        // The period that the page proposes is known now.
        if (fresh !== null) this.ensureRegister();
      },
      REGISTER_REST_MS,
    );
    addEventListener("popstate", () => this.readAddress());
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hears what is worth telling to somebody who does not see the page change. */
  onNews(listener: (news: News) => void): () => void {
    this.announcers.add(listener);
    return () => this.announcers.delete(listener);
  }

  /** Fetches the pact and its views, then follows the stream. Failures are shown and tried again. */
  async start(): Promise<void> {
    try {
      const pacts = await api.pacts();
      const id = pacts.find((p) => p.pact === this.askedPact)?.pact ?? pacts[0]?.pact;
      if (!id) throw new ApiError(404, "pact.none", "");
      const [pact, eventTypes] = await Promise.all([
        api.pact(id),
        api.eventTypes().catch(() => new Map<string, Label>()),
      ]);
      this.set({ pacts, pact: { ...pact, pact: id }, eventTypes, startError: null });
    } catch (error) {
      const startError = error instanceof ApiError ? error : new ApiError(0, "page", String(error));
      this.set({ startError });
      setTimeout(() => void this.start(), 3_000);
      return;
    }
    this.refresh(0);
  }

  choosePact(id: string): void {
    this.askedPact = id;
    this.live?.stop();
    this.live = null;
    this.indicators.clear();
    this.schedule.clear();
    this.register.clear();
    this.periods.clear();
    this.shown = null;
    this.highest = 0;
    this.held = [];
    const choices = NO_CHOICES;
    this.set({ explain: null, choices, feed: [], heldBack: 0, changes: new Map() });
    this.writeAddress("push");
    void this.start();
  }

  setLang(lang: Lang): void {
    try {
      localStorage.setItem(LANG_KEY, lang);
    } catch {
      // A browser that keeps nothing still shows the page in the chosen language.
    }
    this.set({ lang });
    this.writeAddress("replace");
  }

  setPage(page: Page): void {
    if (page !== this.state.page) this.register.clear();
    this.set({ page, explain: null });
    this.writeAddress("push");
    this.refresh(0);
  }

  /** Asks the open register otherwise; what is not named stays. */
  setChoices(choices: Partial<Choices>): void {
    this.register.clear();
    this.set({ choices: { ...this.state.choices, ...choices } });
    this.writeAddress("push");
    this.refreshRegister(0);
  }

  /** The address of a page, with the day, language and pact of this one. */
  addressOf(page: Page): string {
    const pact = this.state.pacts.length > 1 ? (this.state.pact?.pact ?? null) : null;
    const lang = this.state.lang === "en" ? "en" : null;
    const { asOf, choices } = this.state;
    return formatUrl({ pact, page, lang, asOf, explain: null, choices }) || "?";
  }

  setAsOf(asOf: AsOf, history: "push" | "replace" = "push"): void {
    this.set({ asOf, changes: new Map(), explain: firstPage(this.state.explain) });
    this.writeAddress(history);
    this.refresh(0);
  }

  openExplain(code: string): void {
    this.explainer.clear();
    this.set({ explain: { code, after: [0] }, explained: empty });
    this.writeAddress("push");
    this.refreshExplain(0);
  }

  closeExplain(): void {
    if (this.state.explain === null) return;
    this.explainer.clear();
    this.set({ explain: null });
    this.writeAddress("push");
  }

  /** Forward to the events after `after`, or back by one page. */
  explainNext(after: number): void {
    if (this.state.explain === null) return;
    const { code, after: pages } = this.state.explain;
    this.set({ explain: { code, after: [...pages, after] } });
    this.refreshExplain(0);
  }
  explainBack(): void {
    if (this.state.explain === null || this.state.explain.after.length < 2) return;
    const { code, after } = this.state.explain;
    this.set({ explain: { code, after: after.slice(0, -1) } });
    this.refreshExplain(0);
  }

  /** Holds back everything that comes until the reader goes on. */
  setPaused(paused: boolean): void {
    this.set({ paused });
    if (paused || this.held.length === 0) return;
    const held = this.held;
    this.held = [];
    this.set({ heldBack: 0 });
    this.showRecords(held);
  }

  private set(change: Partial<AppState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  private refresh(atLeast: number): void {
    const pact = this.state.pact?.pact;
    if (!pact) return;
    const params = { pact, asOf: this.state.asOf };
    this.indicators.request(params, atLeast);
    // Other pages need of it only the days of the programme.
    if (this.state.page === "dashboard") this.schedule.request(params, atLeast);
    else this.schedule.ensure(params);
    this.refreshExplain(atLeast);
    this.refreshPeriods(atLeast);
    this.refreshRegister(atLeast);
  }

  private refreshPeriods(atLeast: number): void {
    const { page, asOf } = this.state;
    const pact = this.state.pact?.pact;
    if (!pact || !isRegister(page) || !registers[page].asks.includes("period")) return;
    this.periods.request({ pact, asOf }, atLeast);
  }

  private refreshRegister(atLeast: number): void {
    const question = this.registerQuestion();
    if (question) this.register.request(question, atLeast);
  }

  private ensureRegister(): void {
    const question = this.registerQuestion();
    if (question) this.register.ensure(question);
  }

  /** What the open page's register is asked; null where there is none or a choice is not known. */
  private registerQuestion(): RegisterParams | null {
    const { page, asOf } = this.state;
    const pact = this.state.pact?.pact;
    if (!pact || !isRegister(page)) return null;
    const choices = choicesFor(page, this.state);
    return choices && { pact, asOf, view: registers[page].view, choices };
  }

  private refreshExplain(atLeast: number): void {
    const pact = this.state.pact?.pact;
    const { explain, asOf } = this.state;
    if (!pact || !explain) return;
    const after = explain.after.at(-1) ?? 0;
    this.explainer.request({ pact, asOf, code: explain.code, after }, atLeast);
  }

  /** Begins a little before what the views show, so that the feed is not empty. */
  private follow(applied: number | null): void {
    const pact = this.state.pact?.pact ?? "";
    const open = (after: number | null) => new EventSource(api.eventsPath(pact, after)) as Source;
    this.live = new LiveStream(open, {
      connection: (connection) => this.set({ connection }),
      resumed: () => this.refresh(0),
      records: (events, highest) => {
        this.highest = highest;
        if (!this.state.paused) return this.showRecords(events);
        this.held = [...this.held, ...events].slice(-FEED_MAX);
        this.set({ heldBack: this.state.heldBack + events.length });
      },
    });
    this.live.start(applied === null ? null : Math.max(applied - FEED_FIRST, 0));
  }

  private showRecords(events: FeedEvent[]): void {
    const applied = Math.min(
      this.state.indicators.data?.meta.applied_through ?? 0,
      this.state.schedule.data?.meta.applied_through ?? 0,
    );
    const entries = events.map((event) => ({ ...event, fresh: event.position > applied }));
    this.set({ feed: [...entries.reverse(), ...this.state.feed].slice(0, FEED_MAX) });
    const fresh = entries.filter((entry) => entry.fresh);
    // What is shown as known at a fixed time does not change any more.
    if (fresh.length > 0 && this.state.asOf.knownAt === null) this.refresh(this.highest);
    if (fresh.length > 0) this.tell({ events: fresh, changes: [] });
  }

  private showIndicators(indicators: Loaded<IndicatorsView>, fresh: ViewParams | null): void {
    const before = this.state.indicators.data;
    const same = JSON.stringify(fresh) === JSON.stringify(this.shown);
    const changed: ValueChange[] = [];
    if (fresh !== null && same && before && indicators.data) {
      for (const now of indicators.data.indicators) {
        const old = before.indicators.find((i) => i.code === now.code);
        if (old && old.value !== now.value)
          changed.push({
            code: now.code,
            value: now.value,
            unit: now.unit,
            by: now.value - old.value,
          });
      }
    }
    if (fresh !== null) this.shown = fresh;
    const changes = new Map(same ? this.state.changes : []);
    for (const change of changed) changes.set(change.code, change.by);
    this.set(fresh !== null ? { indicators, changes } : { indicators });
    if (changed.length > 0) this.tell({ events: [], changes: changed });
    if (this.live === null && (indicators.data || indicators.error))
      this.follow(indicators.data?.meta.applied_through ?? null);
  }

  private tell(news: News): void {
    for (const listener of this.announcers) listener(news);
  }

  private readAddress(): void {
    const url = parseUrl(location.search);
    const explain = url.explain ? { code: url.explain, after: [0] } : null;
    this.explainer.clear();
    const { page, asOf, choices } = url;
    this.register.clear();
    this.set({ page, asOf, explain, choices, lang: url.lang ?? this.state.lang });
    this.refresh(0);
  }

  private writeAddress(how: "push" | "replace"): void {
    const { page, asOf, choices, explain, lang } = this.state;
    const url: UrlState = {
      pact: this.askedPact,
      page,
      lang: lang === "en" ? "en" : null,
      asOf,
      explain: explain?.code ?? null,
      choices,
    };
    const address = `${location.pathname}${formatUrl(url)}${location.hash}`;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}

export interface ValueChange {
  code: string;
  value: number;
  unit: Label;
  by: number;
}

export interface News {
  events: FeedEvent[];
  changes: ValueChange[];
}

function firstPage(explain: AppState["explain"]): AppState["explain"] {
  return explain ? { code: explain.code, after: [0] } : null;
}

function storedLang(): Lang | null {
  try {
    const lang = localStorage.getItem(LANG_KEY);
    return lang === "hu" || lang === "en" ? lang : null;
  } catch {
    return null;
  }
}
