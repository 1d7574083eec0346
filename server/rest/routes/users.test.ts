import { createHash, randomUUID } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { idempotencyKeys } from "@/db/schema/workspaces";
import { systemCtx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { rest } from "@/server/testing/rest";

const database = testDatabase();
let admin: Sql;
beforeAll(() => {
  admin = postgres(database.url("admin"), { max: 2, onnotice: () => {} });
});
afterAll(() => admin.end({ timeout: 5 }));

const person = () => ({
  email: `${randomUUID()}@example.com`,
  password: "correct horse battery",
  name: "Ada",
  workspace: "Engine",
});
type Person = ReturnType<typeof person>;
const signUp = (body: Person, key: string) => rest("POST", "/users", { body, headers: { "idempotency-key": key } });
const workspaceOf = ({ body }: Awaited<ReturnType<typeof rest>>) => (body["workspace"] as { id: string }).id;
const accounts = async ({ email }: Person) => (await admin`select from users where email = ${email}`).length;

test("one Idempotency-Key makes one account, and gives its answer again", async () => {
  const [body, key] = [person(), randomUUID()];
  const first = await signUp(body, key);
  const again = await signUp({ ...body }, key);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  expect([first, again].map(({ headers }) => headers.get("idempotency-replayed"))).toEqual([null, "true"]);
  expect(await accounts(body)).toBe(1);
  const { email, password } = body;
  expect((await rest("POST", "/auth/token", { body: { email, password } })).status).toBe(200);
});

test("the same key with something else is refused; another address has keys of its own", async () => {
  const [body, key] = [person(), "1"];
  const first = await signUp(body, key);
  const guess = await signUp({ ...body, password: "a guess of ten" }, key);
  expect([guess.status, guess.body]).toMatchObject([422, { error: { type: "unprocessable_content" } }]);
  const other = await signUp(person(), key);
  expect(other.status).toBe(201);
  expect(workspaceOf(other)).not.toBe(workspaceOf(first));
});

test("the answer is kept in the new workspace alone, without a hash that a password could be guessed by", async () => {
  const [body, key] = [person(), randomUUID()];
  const [made, other] = [await signUp(body, key), await signUp(person(), randomUUID())];
  const keptIn = (workspaceId: string) => systemCtx(workspaceId, "test").tx((tx) => tx.select().from(idempotencyKeys));
  const [row] = await keptIn(workspaceOf(made));
  expect(row).toMatchObject({ key, route: "POST /users", workspaceId: workspaceOf(made) });
  expect(row?.bodyHash).not.toBe(createHash("sha256").update(JSON.stringify(body)).digest("hex"));
  expect(JSON.stringify(row)).not.toContain(body.password);
  expect((await keptIn(workspaceOf(other))).map((kept) => kept.key)).not.toContain(key);
});

test("while the first request is running, the second is told to come back", async () => {
  const [body, key] = [person(), randomUUID()];
  let first: ReturnType<typeof signUp> | undefined;
  await admin.begin(async (holder) => {
    await holder`lock table users in exclusive mode`;
    first = signUp(body, key);
    await vi.waitFor(
      async () =>
        expect(await admin`select from pg_locks where relation = 'users'::regclass and not granted`).toHaveLength(1),
      { timeout: 10_000 },
    );
    const second = await signUp(body, key);
    expect([second.status, second.headers.get("retry-after")]).toEqual([409, "1"]);
  });
  expect((await first)?.status).toBe(201);
  expect((await signUp(body, key)).headers.get("idempotency-replayed")).toBe("true");
  expect(await accounts(body)).toBe(1);
});

test("of several at the same moment one makes the account, and all that succeed say the same", async () => {
  const [body, key] = [person(), randomUUID()];
  const race = await Promise.all(Array.from({ length: 4 }, () => signUp(body, key)));
  expect(race.every(({ status }) => status === 201 || status === 409)).toBe(true);
  expect(new Set(race.filter(({ status }) => status === 201).map(workspaceOf)).size).toBe(1);
  expect(await accounts(body)).toBe(1);
});

test("a taken address is refused under any key, and the key stays free", async () => {
  const [body, key] = [person(), randomUUID()];
  await rest("POST", "/users", { body });
  expect((await signUp(body, key)).status).toBe(409);
  await admin`delete from members m using users u where u.id = m.user_id and u.email = ${body.email}`;
  await admin`delete from users where email = ${body.email}`;
  expect((await signUp(body, key)).status).toBe(201);
});

test("where tokens are given out a key is ignored: each request gives tokens of its own", async () => {
  const body = person();
  await rest("POST", "/users", { body });
  const headers = { "idempotency-key": randomUUID() };
  const { email, password } = body;
  const signIn = () => rest("POST", "/auth/token", { body: { email, password }, headers });
  const [first, second] = [await signIn(), await signIn()];
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body["refreshToken"]).not.toBe(first.body["refreshToken"]);
  const refresh = { refreshToken: first.body["refreshToken"] };
  expect((await rest("POST", "/auth/refresh", { body: refresh, headers })).status).toBe(200);
  // Using it twice is still using it twice.
  expect((await rest("POST", "/auth/refresh", { body: refresh, headers })).status).toBe(401);
  const rows = await admin`select 1 from idempotency_keys where key = ${headers["idempotency-key"]}`;
  expect(rows).toHaveLength(0);
});
