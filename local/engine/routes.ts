import type { Op } from "./apply-ops.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import type { Db } from "./db.ts";
import { UnsupportedFunction } from "./function-config.ts";
import { type Incoming, receiveEvents, receiveSignal } from "./ingest.ts";
import type { Registry } from "./registry.ts";
import type { Run, Scope } from "./scope.ts";
import { bearerOf, sameText } from "./signature.ts";
import { seededUlid } from "./ulid.ts";

/** What the HTTP routes reach. */
export type Api = {
  db: Db;
  scope: (sql: Scope["sql"]) => Scope;
  registry: Registry;
  signingKey: string;
  eventKey: string;
  /** Details for GET /health beside database and functions. */
  status: () => Record<string, unknown>;
};

type Request = { method: string; path: string[]; authorization: string; eventIdSeed: string | undefined; body: string };
type Answer = { status: number; body: unknown };

/** How long a caller waits for Postgres, ms; it can ask again, we must not keep its request for ever. */
const patience = { patienceMs: 8000 };
const firstFunctionsMs = 8000;

/** Answers one request of the SDK, or of whoever asks for health. */
export async function route(api: Api, request: Request): Promise<Answer> {
  const [area, second, third, fourth] = request.path;
  const call = `${request.method} /${area ?? ""}`;
  if (call === "GET /health") return health(api);
  if (call === "POST /e") return sameText(second ?? "", api.eventKey) ? takeEvents(api, request) : unauthorized;

  if (!sameText(request.authorization, bearerOf(api.signingKey))) return unauthorized;
  if ((call === "POST /fn" || call === "PUT /fn") && second === "register") return takeFunctions(api, request);
  if (call === "POST /v1" && second === "checkpoint" && third && fourth === "async")
    return takeSteps(api, third, request);
  if (call === "POST /v1" && second === "signals") return takeSignal(api, request);
  // Live updates go their own way in this app: publishing is accepted and dropped, so that it does not fail a step.
  if (call === "POST /v1" && second === "realtime" && third === "publish") return { status: 200, body: {} };
  if (call === "GET /v1" && second === "events" && third && fourth === "runs") return runsOf(api, third);
  return problem(404, `${request.method} /${request.path.join("/")} is not part of the embedded executor`);
}

function problem(status: number, error: string): Answer {
  return { status, body: { status, error } };
}

const unauthorized = problem(401, "unauthorized");

async function health({ db, registry, status }: Api): Promise<Answer> {
  const database = await db
    .query((sql) => sql`select 1`, { patienceMs: 0 })
    .then(
      () => "up",
      () => "down",
    );
  const functions = registry.current().size;
  const healthy = database === "up" && functions > 0;
  return {
    status: healthy ? 200 : 503,
    body: { status: healthy ? "ok" : "unavailable", database, functions, ...status() },
  };
}

async function takeEvents(api: Api, { body, eventIdSeed }: Request): Promise<Answer> {
  const json = parse(body);
  const candidates: unknown[] = Array.isArray(json) ? json : [json];
  const incoming: Incoming[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const event = readEvent(candidate, seededUlid(eventIdSeed, index + 1));
    if (!event) return { status: 400, body: { ids: [], status: 400, error: "an event needs a name" } };
    incoming.push(event);
  }
  // On the very first start events may arrive before the app has said which functions there are.
  if (!(await api.registry.ready(firstFunctionsMs)))
    return { status: 503, body: { ids: [], status: 503, error: "no app has registered its functions yet" } };
  await api.db.transaction((sql) => receiveEvents(api.scope(sql), incoming), patience);
  return { status: 200, body: { ids: incoming.map(({ event }) => event.id), status: 200 } };
}

function readEvent(candidate: unknown, id: string): Incoming | null {
  if (!isRecord(candidate) || typeof candidate["name"] !== "string" || candidate["name"] === "") return null;
  const { name, data, ts, id: customId, ...others } = candidate;
  return {
    event: {
      ...others,
      id,
      name,
      data: isRecord(data) ? data : {},
      ts: typeof ts === "number" && ts > 0 ? ts : Date.now(),
    },
    ...(typeof customId === "string" && customId !== "" ? { customId } : {}),
  };
}

async function takeFunctions({ registry }: Api, { body }: Request): Promise<Answer> {
  const json = parse(body);
  if (!isRecord(json) || typeof json["appName"] !== "string" || !Array.isArray(json["functions"]))
    return problem(400, "a registration needs appName and functions");
  try {
    const modified = await registry.register(json["appName"], json["functions"]);
    return { status: 200, body: { ok: true, modified } };
  } catch (error) {
    if (error instanceof UnsupportedFunction) return problem(400, error.message);
    throw error;
  }
}

async function takeSteps({ db }: Api, runId: string, { body }: Request): Promise<Answer> {
  const json = parse(body);
  if (!isRecord(json) || typeof json["qi_id"] !== "string" || !Array.isArray(json["steps"]))
    return problem(400, "a checkpoint needs qi_id and steps");
  const checkpoint = { runId, dispatch: json["qi_id"], steps: json["steps"] as Op[] };
  const valid = await db.transaction((sql) => saveCheckpoint(sql, checkpoint), patience);
  return valid ? { status: 200, body: {} } : problem(409, "stale dispatch");
}

async function takeSignal({ db, scope }: Api, { body }: Request): Promise<Answer> {
  const json = parse(body);
  if (!isRecord(json) || typeof json["signal"] !== "string") return problem(400, "a signal needs a name");
  const { signal, data } = json;
  const runId = await db.transaction((sql) => receiveSignal(scope(sql), signal, data), patience);
  return runId ? { status: 200, body: { data: { run_id: runId } } } : problem(404, "no run waits for this signal");
}

const statusNames = {
  queued: "Running", // as Inngest's server shows it
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
} as const;

async function runsOf({ db }: Api, eventId: string): Promise<Answer> {
  const runs = await db.query(
    (sql) => sql<Run>`select * from engine.runs where event_id = ${eventId} order by id`,
    patience,
  );
  const data = runs.map((run) => ({
    run_id: run.id,
    function_id: run.functionId,
    event_id: run.eventId,
    run_started_at: run.queuedAt,
    ended_at: run.endedAt,
    status: statusNames[run.status],
    output: run.error ?? run.output,
  }));
  return { status: 200, body: { data } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
