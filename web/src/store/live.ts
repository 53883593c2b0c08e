// Follows the event stream: gathers what comes within a short window and hands it over at once.

import { type FeedEvent, readFeedEvent } from "../api";
import { type Timers, browserTimers } from "./view_loader";

export type Connection = "connecting" | "live" | "reconnecting";

/** The part of EventSource that is used here. */
export interface Source {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onerror: ((event: Event) => void) | null;
  readonly readyState: number;
  close(): void;
}

export interface LiveHandlers {
  /** Records in the order of their positions, each once; `highest` is the last one's position. */
  records(events: FeedEvent[], highest: number): void;
  connection(state: Connection): void;
  /** The stream was opened again after a break: records may have been missed. */
  resumed(): void;
}

export const WINDOW_MS = 150;
/** Longest list handed over at once; of a longer burst the newest are kept. */
export const BURST_MAX = 200;
const CLOSED = 2;
const REOPEN_FIRST_MS = 1_000;
const REOPEN_MAX_MS = 30_000;

export class LiveStream {
  private source: Source | null = null;
  private waiting: FeedEvent[] = [];
  private highest = 0;
  private cancelFlush: (() => void) | null = null;
  private cancelReopen: (() => void) | null = null;
  private reopenDelay = REOPEN_FIRST_MS;
  private everOpen = false;

  /**
   * `open` makes a connection that begins with the record after position `after` (null: with what
   * comes from now on); a lost one resumes by Last-Event-ID of its own accord.
   */
  constructor(
    private readonly open: (after: number | null) => Source,
    private readonly handlers: LiveHandlers,
    private readonly timers: Timers = browserTimers,
  ) {}

  start(after: number | null): void {
    this.handlers.connection(this.everOpen ? "reconnecting" : "connecting");
    const source = this.open(after);
    this.source = source;
    source.onopen = () => {
      this.reopenDelay = REOPEN_FIRST_MS;
      this.handlers.connection("live");
      if (this.everOpen) this.handlers.resumed();
      this.everOpen = true;
    };
    source.onmessage = (message) => this.take(message.data);
    source.onerror = () => {
      this.handlers.connection("reconnecting");
      // The browser reconnects by itself unless the server refused: then it has given up.
      if (source.readyState === CLOSED) this.reopenLater(after);
    };
  }

  stop(): void {
    this.cancelFlush?.();
    this.cancelReopen?.();
    this.cancelFlush = this.cancelReopen = null;
    this.source?.close();
    this.source = null;
    this.waiting = [];
  }

  private take(data: string): void {
    const event = readFeedEvent(data);
    // A record that came before a break may come once more after it.
    if (event === null || event.position <= this.highest) return;
    this.highest = event.position;
    this.waiting.push(event);
    if (this.waiting.length > BURST_MAX) this.waiting.shift();
    // The window opens with the first record and is not put off by later ones.
    this.cancelFlush ??= this.timers.after(WINDOW_MS, () => {
      this.cancelFlush = null;
      const events = this.waiting;
      this.waiting = [];
      this.handlers.records(events, this.highest);
    });
  }

  private reopenLater(after: number | null): void {
    this.source?.close();
    this.source = null;
    this.cancelReopen?.();
    this.cancelReopen = this.timers.after(this.reopenDelay, () => {
      this.cancelReopen = null;
      this.start(this.highest > 0 ? this.highest : after);
    });
    this.reopenDelay = Math.min(this.reopenDelay * 2, REOPEN_MAX_MS);
  }
}
