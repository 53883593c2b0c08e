// Serves the built page with answers computed from a made-up history, so that the page can be tried
// and tested without the services. Run by hand: PORT=8090 MOCK_TODAY=2020-09-15 npm run mock
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { makeHistory, seal } from "./mock/history.mjs";
import { END, PACT_ID, START, eventTypes, pact } from "./mock/plan.mjs";
import { registers } from "./mock/registers.mjs";
import { Views } from "./mock/views.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const CONTENT_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const CSP = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const PUSHES = {
  enrol: "paktum.participant.v1.ParticipantEnrolled",
  hire: "paktum.employment.v1.HireRecorded",
  forum: "paktum.governance.v1.ForumHeld",
};

class Mock {
  constructor(today) {
    this.history = makeHistory(today);
    this.views = new Views(this.history, today);
    this.today = today;
    this.readers = new Set();
    this.waiting = new Set();
    this.holding = null;
  }

  /** Appends an event of `kind` that happened today; answers its position. */
  push(kind) {
    const position = this.history.length + 1;
    const last = Math.max(
      Date.parse(this.history.at(-1).recorded_at),
      Date.parse(`${this.today}T12:00:00Z`),
    );
    const id = `01980000-0000-7000-8000-${position.toString(16).padStart(12, "0")}`;
    const hired = this.history.find(
      (e) => e.type === PUSHES.enrol && !this.isHired(e.data.participant_id),
    );
    const participant_id = kind === "hire" ? hired.data.participant_id : id;
    const day = this.today < END ? this.today : END;
    const record = seal({
      position,
      type: PUSHES[kind],
      subject: kind === "forum" ? "body/employment-forum" : `participant/${participant_id}`,
      occurred_on: day,
      at: last + 1_000,
      data: kind === "forum" ? { participants: 40 } : { participant_id },
    });
    this.history.push(record);
    for (const reader of this.readers) this.send(reader, record);
    for (const wake of this.waiting) wake();
    return position;
  }

  isHired(id) {
    return this.history.some((e) => e.type === PUSHES.hire && e.data.participant_id === id);
  }

  send(response, record) {
    const open = !/^(participant|identity|scheme)\//.test(record.subject);
    const event = {
      specversion: "1.0",
      id: `00000000-0000-7000-8000-${record.position.toString(16).padStart(12, "0")}`,
      source: `/pacts/${PACT_ID}/members/government_office`,
      type: record.type,
      subject: open ? record.subject : record.subject.split("/")[0],
      time: `${record.occurred_on}T00:00:00Z`,
      recordedtime: record.recorded_at,
      sequence: String(record.position),
      simulated: true,
      datacontenttype: "application/json",
      ...(open && { data: record.data }),
    };
    response.write(`id: ${record.position}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  stream(request, response, query) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 200\n\n");
    const begin = request.headers["last-event-id"] ?? query.get("after") ?? this.history.length;
    for (const record of this.history.slice(Number(begin))) this.send(response, record);
    this.readers.add(response);
    response.on("close", () => this.readers.delete(response));
  }

  async reached(position) {
    while (this.history.length < position)
      await new Promise((resolve) => {
        const wake = () => (this.waiting.delete(wake), resolve());
        this.waiting.add(wake);
      });
  }

  view(name, query) {
    if (name === "indicators") return this.views.indicatorsView(query);
    if (name === "schedule") return this.views.scheduleView(query);
    const [, code] = /^indicators\/([\w.]+)\/explain$/.exec(name) ?? [];
    if (code) return this.views.explainView(code, query);
    const answer = Object.hasOwn(registers, name) ? registers[name](query) : null;
    return answer && { meta: this.views.meta(this.views.asOf(query)), ...answer };
  }
}

const sendJson = (response, status, body) => {
  response.writeHead(status, {
    "Content-Type": status < 400 ? "application/json" : "application/problem+json",
    "Cache-Control": "no-store",
  });
  response.end(JSON.stringify(body));
};

async function sendFile(path, response) {
  const name = normalize(decodeURIComponent(path)).replace(/^[/.]+/, "") || "index.html";
  try {
    const body = await readFile(join(DIST, name));
    const type = CONTENT_TYPES[extname(name)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": CSP });
    response.end(body);
  } catch {
    sendJson(response, 404, { title: "not found", code: "http.not_found" });
  }
}

async function handle(mock, request, response) {
  const url = new URL(request.url, "http://mock");
  const path = url.pathname;
  if (path === "/api/pacts") return sendJson(response, 200, { pacts: [pact] });
  if (path === "/api/event-types") {
    const event_types = eventTypes.map(([type, hu, en]) => ({ type, title: { hu, en } }));
    return sendJson(response, 200, { event_types });
  }
  const own = `/api/pacts/${PACT_ID}`;
  if (path === own) return sendJson(response, 200, pact);
  if (path === `${own}/events`) return mock.stream(request, response, url.searchParams);
  if (path.startsWith(`${own}/`)) {
    await mock.reached(Number(url.searchParams.get("at_least") ?? 0));
    if (mock.holding) await mock.holding.promise;
    const view = mock.view(path.slice(own.length + 1), url.searchParams);
    return view
      ? sendJson(response, 200, view)
      : sendJson(response, 404, { title: "no such view", code: "view.unknown" });
  }
  if (request.method === "POST" && path.startsWith("/mock/")) {
    return sendJson(response, 200, control(mock, path.slice(6)));
  }
  return sendFile(path, response);
}

/** What tests may do to the mock: push/<kind>, drop (all streams), hold and release (all views). */
function control(mock, command) {
  const [name, kind] = command.split("/");
  if (name === "push") return { position: mock.push(kind) };
  if (name === "drop") for (const reader of mock.readers) reader.destroy();
  if (name === "hold") mock.holding = Promise.withResolvers?.() ?? resolvers();
  if (name === "release") {
    mock.holding?.resolve();
    mock.holding = null;
  }
  return { readers: mock.readers.size };
}

function resolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

/** Starts a mock on a free port (or `port`); answers its address and how to stop it. */
export async function startMock({ today = "2020-09-15", port = 0 } = {}) {
  if (today < START) throw new Error(`today must not be before ${START}`);
  const mock = new Mock(today);
  const server = createServer((request, response) => {
    handle(mock, request, response).catch((error) =>
      sendJson(response, 500, { title: String(error) }),
    );
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    control: (command) => control(mock, command),
    stop: () => (server.closeAllConnections(), server.close()),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await startMock({
    port: Number(process.env.PORT ?? 0),
    ...(process.env.MOCK_TODAY ? { today: process.env.MOCK_TODAY } : {}),
  });
  console.log(address);
}
