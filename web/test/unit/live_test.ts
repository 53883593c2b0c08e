import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../src/api.ts";
import { type Source, BURST_MAX, LiveStream } from "../../src/store/live.ts";
import { type Loaded, type Timers, ViewLoader } from "../../src/store/view_loader.ts";

/** Timers that run when the test says so. */
class ManualTimers implements Timers {
  readonly waiting: { delay_ms: number; callback: () => void }[] = [];
  time_ms = 0;
  now(): number {
    return this.time_ms;
  }
  after(delay_ms: number, callback: () => void): () => void {
    const entry = { delay_ms, callback };
    this.waiting.push(entry);
    return () => {
      const index = this.waiting.indexOf(entry);
      if (index >= 0) this.waiting.splice(index, 1);
    };
  }
  run(): void {
    this.waiting.splice(0).forEach((entry) => entry.callback());
  }
}

interface Call {
  params: string;
  atLeast: number;
  answer: (value: number) => void;
  fail: (error: ApiError) => void;
}

function loader(rest_ms = 0) {
  const calls: Call[] = [];
  const states: Loaded<number>[] = [];
  const timers = new ManualTimers();
  const view = new ViewLoader<string, number>(
    (params, atLeast) =>
      new Promise((answer, fail) => calls.push({ params, atLeast, answer, fail })),
    (state) => states.push(state),
    rest_ms,
    timers,
  );
  return { view, calls, timers, last: () => states.at(-1) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("never more than one request is in flight and the rest are merged into one", async () => {
  const { view, calls, last } = loader();
  view.request("live", 0);
  for (const position of [5, 9, 7]) view.request("live", position);
  assert.equal(calls.length, 1);
  calls[0]?.answer(1);
  await settle();
  assert.equal(calls.length, 2);
  assert.equal(calls[1]?.atLeast, 9);
  calls[1]?.answer(2);
  await settle();
  assert.equal(calls.length, 2);
  assert.deepEqual(last(), { data: 2, error: null, loading: false });
});

test("an answer to parameters that have changed is dropped", async () => {
  const { view, calls, last } = loader();
  view.request("live", 12);
  view.request("past", 0);
  calls[0]?.answer(1);
  await settle();
  assert.equal(last()?.data, null);
  assert.deepEqual([calls[1]?.params, calls[1]?.atLeast], ["past", 0]);
  calls[1]?.answer(2);
  await settle();
  assert.equal(last()?.data, 2);
});

test("a view that is behind is asked again, slower each time, and keeps its old data", async () => {
  const { view, calls, timers, last } = loader();
  view.request("live", 0);
  calls[0]?.answer(1);
  await settle();
  view.request("live", 8);
  calls[1]?.fail(new ApiError(503, "view.behind", ""));
  await settle();
  assert.equal(last()?.data, 1);
  assert.equal(last()?.error?.code, "view.behind");
  assert.equal(timers.waiting[0]?.delay_ms, 1000);
  timers.run();
  calls[2]?.fail(new ApiError(503, "view.behind", ""));
  await settle();
  assert.equal(timers.waiting[0]?.delay_ms, 2000);
  assert.equal(calls[2]?.atLeast, 8);
  timers.run();
  calls[3]?.answer(2);
  await settle();
  assert.deepEqual(last(), { data: 2, error: null, loading: false });
});

test("a view rests between two answers, longer when an answer takes long", async () => {
  const { view, calls, timers } = loader(3_000);
  view.request("live", 1);
  timers.time_ms = 100;
  calls[0]?.answer(1);
  await settle();
  for (const position of [5, 9, 7]) view.request("live", position);
  assert.equal(calls.length, 1);
  assert.deepEqual(
    timers.waiting.map((one) => one.delay_ms),
    [3_000],
  );
  timers.time_ms = 3_100;
  timers.run();
  assert.equal(calls[1]?.atLeast, 9);
  timers.time_ms = 5_100;
  calls[1]?.answer(2);
  await settle();
  view.request("live", 12);
  assert.equal(timers.waiting[0]?.delay_ms, 8_000);
  assert.equal(calls.length, 2);
});

test("another question does not wait for the rest of the last one", async () => {
  const { view, calls, timers } = loader(3_000);
  view.request("live", 1);
  calls[0]?.answer(1);
  await settle();
  view.request("live", 4);
  view.request("past", 0);
  assert.equal(calls[1]?.params, "past");
  assert.equal(timers.waiting.length, 0);
  view.ensure("past");
  calls[1]?.answer(2);
  await settle();
  assert.equal(calls.length, 2);
});

test("a refusal is not asked again", async () => {
  const { view, calls, timers, last } = loader();
  view.request("live", 0);
  calls[0]?.fail(new ApiError(400, "view.bad_parameter", "valid_at"));
  await settle();
  assert.equal(timers.waiting.length, 0);
  assert.equal(last()?.loading, false);
});

test("a cleared view drops the answer under way", async () => {
  const { view, calls, last } = loader();
  view.request("live", 0);
  view.clear();
  calls[0]?.answer(1);
  await settle();
  assert.equal(last()?.data, null);
});

class FakeSource implements Source {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readyState = 0;
  closed = false;
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }
  send(position: number): void {
    const data = JSON.stringify({ sequence: String(position), type: "t" });
    this.onmessage?.({ data } as MessageEvent<string>);
  }
  lose(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.({} as Event);
  }
}

function stream() {
  const sources: FakeSource[] = [];
  const begins: (number | null)[] = [];
  const batches: number[][] = [];
  const seen: string[] = [];
  const timers = new ManualTimers();
  const live = new LiveStream(
    (after) => {
      begins.push(after);
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    {
      records: (events, highest) => {
        batches.push(events.map((e) => e.position));
        assert.equal(highest, events.at(-1)?.position);
      },
      connection: (state) => seen.push(state),
      resumed: () => seen.push("resumed"),
    },
    timers,
  );
  return { live, sources, begins, batches, seen, timers };
}

test("records of one window come at once and later ones do not put it off", () => {
  const { live, sources, batches, timers } = stream();
  live.start(7);
  sources[0]?.open();
  for (const position of [1, 2, 3]) sources[0]?.send(position);
  assert.equal(timers.waiting.length, 1);
  assert.equal(timers.waiting[0]?.delay_ms, 150);
  timers.run();
  sources[0]?.send(4);
  timers.run();
  assert.deepEqual(batches, [[1, 2, 3], [4]]);
});

test("a record that comes again after a break is taken once", () => {
  const { live, sources, batches, timers } = stream();
  live.start(7);
  for (const position of [1, 2, 2, 1, 3]) sources[0]?.send(position);
  timers.run();
  assert.deepEqual(batches, [[1, 2, 3]]);
});

test("of a long burst the newest records are kept", () => {
  const { live, sources, batches, timers } = stream();
  live.start(7);
  for (let position = 1; position <= BURST_MAX + 10; ++position) sources[0]?.send(position);
  timers.run();
  assert.equal(batches[0]?.length, BURST_MAX);
  assert.equal(batches[0]?.[0], 11);
});

test("a break is shown and the return makes the views fresh", () => {
  const { live, sources, seen } = stream();
  live.start(7);
  sources[0]?.open();
  sources[0]?.lose(0);
  sources[0]?.open();
  assert.deepEqual(seen, ["connecting", "live", "reconnecting", "live", "resumed"]);
  assert.equal(sources.length, 1);
});

test("a refused stream is opened again later, slower each time", () => {
  const { live, sources, begins, timers } = stream();
  live.start(7);
  sources[0]?.lose(2);
  assert.equal(timers.waiting[0]?.delay_ms, 1000);
  timers.run();
  assert.equal(sources.length, 2);
  sources[1]?.lose(2);
  assert.equal(timers.waiting[0]?.delay_ms, 2000);
  assert.deepEqual(begins, [7, 7]);
});

test("a refused stream is opened again after the last record that came", () => {
  const { live, sources, begins, timers } = stream();
  live.start(7);
  sources[0]?.send(8);
  sources[0]?.send(9);
  timers.run();
  sources[0]?.lose(2);
  timers.run();
  assert.deepEqual(begins, [7, 9]);
});

test("a stopped stream hands nothing over", () => {
  const { live, sources, batches, timers } = stream();
  live.start(7);
  sources[0]?.send(1);
  live.stop();
  timers.run();
  assert.deepEqual(batches, []);
  assert.equal(sources[0]?.closed, true);
});
