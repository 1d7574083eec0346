import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { request } from "undici";
import { createRoles } from "@/db/roles";
import { startApp } from "@/e2e/app";
import { startPostgres } from "@/local/postgres";

// A calendar month of 300 deliveries: GET through Next, tRPC, session, membership and row security, next to the same
// query behind a bare node server, both on the same Postgres and asked in turns. Run: node --import tsx bench/calendar.ts
// [rounds, default 5] [requests per round, default 200]. Last line: JSON, milliseconds and requests per second.

const [rounds = 5, perRound = 200] = process.argv.slice(2).map(Number);
const DELIVERIES = 300;
const directory = mkdtempSync(join(tmpdir(), "reprise-bench-"));
const server = await startPostgres({ directory, password: "bench" });
const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
await createRoles(admin, { owner: "bench", app: "bench", engine: "bench" });
await admin`create database reprise owner reprise_owner`;
await admin.end();
const url = (role: string) => `postgres://${role}:bench@127.0.0.1:${server.port}/reprise`;
const app = await startApp({
  DATABASE_URL: url("reprise_app"),
  DATABASE_OWNER_URL: url("reprise_owner"),
  LOG_LEVEL: "error",
});
const sql = postgres(url("reprise_admin"), { max: 10, onnotice: () => {} });
const month = { from: new Date(Date.UTC(2027, 4, 1)), to: new Date(Date.UTC(2027, 5, 1)) };
const { slug, cookie } = await signUp();
await fill(sql);
const bare = await startBare(sql);

const input = encodeURIComponent(JSON.stringify({ json: month, meta: { values: { from: ["Date"], to: ["Date"] } } }));
const targets = {
  reprise: { url: `${app.url}/api/trpc/${slug}/deliveries.calendar?input=${input}`, headers: { cookie } },
  bare: { url: bare.url, headers: {} },
};
const samples = { reprise: [] as number[], bare: [] as number[] };
const rates = { reprise: [] as number[], bare: [] as number[] };
for (const name of ["reprise", "bare"] as const) await load(targets[name], 30, 1);
for (let round = 0; round < rounds; round++)
  for (const name of ["reprise", "bare"] as const) {
    samples[name].push(...(await load(targets[name], perRound, 1)));
    const startedAt = performance.now();
    await load(targets[name], perRound, 8);
    rates[name].push(perRound / ((performance.now() - startedAt) / 1000));
  }
bare.close();
await sql.end({ timeout: 5 });
await app.stop();
await server.stop();
rmSync(directory, { recursive: true, force: true });

const at = (list: number[], share: number) =>
  [...list].sort((a, b) => a - b)[Math.floor(share * (list.length - 1))] ?? 0;
const of = (name: "reprise" | "bare") => ({
  p50: at(samples[name], 0.5),
  p95: at(samples[name], 0.95),
  perSecond: at(rates[name], 0.5),
});
const [ours, theirs] = [of("reprise"), of("bare")];
const row = (name: string, figures: typeof ours) =>
  console.log(
    `${name.padEnd(28)} p50 ${figures.p50.toFixed(2)} ms  p95 ${figures.p95.toFixed(2)} ms  ${figures.perSecond.toFixed(0)} req/s at 8`,
  );
row("Next + tRPC + RLS", ours);
row("bare node + postgres", theirs);
console.log(
  `ratio p50 ${(ours.p50 / theirs.p50).toFixed(1)}x  p95 ${(ours.p95 / theirs.p95).toFixed(1)}x  rate 1/${(theirs.perSecond / ours.perSecond).toFixed(1)}`,
);
console.log(JSON.stringify({ deliveries: DELIVERIES, reprise: ours, bare: theirs }));

async function signUp(): Promise<{ slug: string; cookie: string }> {
  const response = await fetch(`${app.url}/api/auth/password/sign-up`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "b@bench.example", password: "bench-bench", name: "B", workspace: "Bench" }),
  });
  const { workspace } = (await response.json()) as { workspace: { slug: string } };
  return { slug: workspace.slug, cookie: response.headers.getSetCookie().join("; ").split(";")[0] ?? "" };
}

/** A month of deliveries, written as the administrator: how they came to be is not what is measured. */
async function fill(db: Sql): Promise<void> {
  await db`
    with w as (select id workspace_id from workspaces limit 1),
    c as (select id from channels where network = 'hub' limit 1),
    p as (insert into posts (workspace_id, title) select workspace_id, 'Post ' || g from w, generate_series(1, ${DELIVERIES}) g returning id, workspace_id),
    r as (insert into renditions (workspace_id, post_id, network) select workspace_id, id, 'hub' from p returning id, workspace_id, post_id),
    v as (insert into rendition_versions (workspace_id, rendition_id, version, hash, parts, citations, checks, origin)
      select workspace_id, id, 1, 'h', '[{"text":"t","media":[]}]', '[]', '[]', 'edit' from r returning id, workspace_id, rendition_id)
    insert into deliveries (workspace_id, post_id, rendition_id, version_id, channel_id, network, due_at, send_at, wall_time, time_zone)
    select v.workspace_id, r.post_id, r.id, v.id, c.id, 'hub', t.due, t.due, to_char(t.due, 'YYYY-MM-DD"T"HH24:MI'), 'UTC'
    from v join r on r.id = v.rendition_id, c, lateral (select ${month.from}::timestamptz + random() * interval '30 days' due where v.id is not null) t`;
}

function startBare(db: Sql): Promise<{ url: string; close: () => void }> {
  const http = createServer((_request, response) => {
    db`select d.id, d.post_id, p.title, d.channel_id, c.name, d.network, d.state, d.due_at, d.wall_time, d.time_zone, d.published_at, d.url, d.failure, d.revision
      from deliveries d join posts p on p.id = d.post_id join channels c on c.id = d.channel_id
      where d.due_at >= ${month.from} and d.due_at < ${month.to} order by d.due_at limit 1000`.then(
      (rows) => response.setHeader("content-type", "application/json").end(JSON.stringify(rows)),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve) =>
    http.listen(0, "127.0.0.1", () => {
      const address = http.address();
      const port = typeof address === "object" && address ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}/`, close: () => http.close() });
    }),
  );
}

/** Sends `count` requests, `width` at a time; gives each one's milliseconds. Throws on anything but a full month. */
async function load(target: { url: string; headers: Record<string, string> }, count: number, width: number) {
  const times: number[] = [];
  let left = count;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left-- > 0) {
        const startedAt = performance.now();
        const { statusCode, body } = await request(target.url, { headers: target.headers });
        const text = await body.text();
        times.push(performance.now() - startedAt);
        if (statusCode !== 200 || !text.includes("Post 299"))
          throw new Error(`${target.url}: ${statusCode} ${text.slice(0, 200)}`);
      }
    }),
  );
  return times;
}
