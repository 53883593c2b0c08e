// Keeps one view fresh with never more than one request in flight. Requests that come while one is
// under way, or while the view rests, are merged into the next one: the newest parameters, the highest
// position.

import { ApiError } from "../api";

export interface Loaded<T> {
  data: T | null;
  error: ApiError | null;
  /** A request is under way, or waits for its next try. */
  loading: boolean;
}

export interface Timers {
  /** Calls back once after `delay_ms`; the returned function cancels. */
  after(delay_ms: number, callback: () => void): () => void;
  /** Milliseconds since some fixed moment. */
  now(): number;
}

export const browserTimers: Timers = {
  after(delay_ms, callback) {
    const id = setTimeout(callback, delay_ms);
    return () => clearTimeout(id);
  },
  now: () => performance.now(),
};

const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 15_000;
const REST_MAX_MS = 15_000;
/** A view rests so many times as long as its last answer took, so that no reader keeps it busy. */
const REST_FACTOR = 4;

/** P: what the view is asked for, compared as JSON. Not thread-safe, nor need it be. */
export class ViewLoader<P, T> {
  private wanted: { params: P; atLeast: number } | null = null;
  private dirty = false;
  private inFlight = false;
  private retryDelay = RETRY_FIRST_MS;
  private cancelRetry: (() => void) | null = null;
  private cancelRest: (() => void) | null = null;
  /** Until when the answer that is shown stands unless other parameters are asked for. */
  private restUntil = 0;
  private state: Loaded<T> = { data: null, error: null, loading: false };

  /**
   * `load` fetches; `publish` gets every change of state, with the answer's parameters when `fresh`
   * data came. A retriable failure keeps the old data and is tried again, slower each time. The same
   * question is asked again `restLeast_ms` after its answer at the soonest.
   */
  constructor(
    private readonly load: (params: P, atLeast: number) => Promise<T>,
    private readonly publish: (state: Loaded<T>, fresh: P | null) => void,
    private readonly restLeast_ms = 0,
    private readonly timers: Timers = browserTimers,
  ) {}

  /** Asks for the view as of `params` unless that was the last question. */
  ensure(params: P): void {
    if (this.wanted === null || !sameParams(this.wanted.params, params)) this.request(params, 0);
  }

  /** Asks for the view as of `params`, with everything up to position `atLeast` applied. */
  request(params: P, atLeast: number): void {
    const same = this.wanted !== null && sameParams(this.wanted.params, params);
    this.wanted = { params, atLeast: Math.max(atLeast, same ? this.wanted!.atLeast : 0) };
    if (!same) this.restUntil = 0;
    this.dirty = true;
    this.retryDelay = RETRY_FIRST_MS;
    this.stopWaiting();
    void this.run();
  }

  /** Forgets the view; an answer under way is dropped. */
  clear(): void {
    this.wanted = null;
    this.dirty = false;
    this.restUntil = 0;
    this.stopWaiting();
    this.set({ data: null, error: null, loading: false }, null);
  }

  private async run(): Promise<void> {
    if (this.inFlight || !this.dirty || this.wanted === null) return;
    const rest_ms = this.restUntil - this.timers.now();
    if (rest_ms > 0) return this.rest(rest_ms);
    const asked = this.wanted;
    const began = this.timers.now();
    this.dirty = false;
    this.inFlight = true;
    this.set({ ...this.state, loading: true }, null);
    let answer: T | null = null;
    let failure: ApiError | null = null;
    try {
      answer = await this.load(asked.params, asked.atLeast);
    } catch (error) {
      failure = error instanceof ApiError ? error : new ApiError(0, "page", String(error));
    }
    this.inFlight = false;
    if (this.wanted === null) return;
    const current = sameParams(this.wanted.params, asked.params);
    if (current && answer !== null) {
      this.retryDelay = RETRY_FIRST_MS;
      const took_ms = this.timers.now() - began;
      this.restUntil =
        this.timers.now() +
        Math.min(Math.max(this.restLeast_ms, REST_FACTOR * took_ms), REST_MAX_MS);
      this.set({ data: answer, error: null, loading: this.dirty }, asked.params);
    } else if (current && failure !== null) {
      this.fail(failure);
    }
    void this.run();
  }

  private rest(rest_ms: number): void {
    this.cancelRest ??= this.timers.after(rest_ms, () => {
      this.cancelRest = null;
      void this.run();
    });
  }

  private fail(failure: ApiError): void {
    const again = this.dirty || failure.retriable;
    this.set({ ...this.state, error: failure, loading: again }, null);
    if (this.dirty || !failure.retriable) return;
    this.cancelRetry = this.timers.after(this.retryDelay, () => {
      this.cancelRetry = null;
      this.dirty = true;
      void this.run();
    });
    this.retryDelay = Math.min(this.retryDelay * 2, RETRY_MAX_MS);
  }

  private stopWaiting(): void {
    this.cancelRetry?.();
    this.cancelRest?.();
    this.cancelRetry = this.cancelRest = null;
  }

  private set(state: Loaded<T>, fresh: P | null): void {
    this.state = state;
    this.publish(state, fresh);
  }
}

function sameParams(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
