import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type Ctx, createCtx } from "@/server/context";
import { createPost } from "@/server/posts/create-post";
import { testDatabase } from "@/server/testing/database";
import { rest, restUser } from "@/server/testing/rest";

testDatabase();
process.env["STORAGE"] = "postgres";

let token = "";
let ctx: Ctx;
beforeAll(async () => {
  const user = await restUser();
  token = user.token;
  const actor = { kind: "user", userId: user.userId, role: "owner" } as const;
  ctx = createCtx({ workspaceId: user.workspaceId, actor, action: "test" });
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  rest("POST", path, { token, body, headers });
const get = (path: string, query = "") => rest("GET", path, { token, query });
const article = () => `The ferry ${randomUUID()} leaves at nine. It carries forty cars and one piano.`;
const newJob = async () => post("/jobs", { title: "Ferries", content: article(), formats: ["x", "hub"] });
const newPost = () =>
  createPost(ctx, { renditions: [{ network: "hub", title: "Hello", parts: [{ text: "Hello there.", media: [] }] }] });
const hubChannel = async () => {
  const { items } = (await get("/channels")).body as { items: { id: string; network: string }[] };
  return items.find(({ network }) => network === "hub")?.id;
};

test("a text is taken in once, and told back with its state", async () => {
  const body = { kind: "text", title: "Ferries", text: article() };
  const first = await post("/sources", body);
  expect([first.status, first.body]).toEqual([202, { id: expect.any(String), state: "reading" }]);
  expect((await post("/sources", body)).body).toEqual(first.body);
  const source = await get(`/sources/${first.body["id"]}`);
  expect(source.body).toMatchObject({ kind: "text", title: "Ferries", state: "reading", passages: [] });
  expect(source.body["createdAt"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test("a file comes as multipart; without one, or over 25 MB, the answer says so", async () => {
  const form = new FormData();
  form.set("file", new File([article()], "ferries.txt", { type: "text/plain" }));
  form.set("title", "From a file");
  const added = await post("/sources", form);
  expect(added.status).toBe(202);
  expect((await get(`/sources/${added.body["id"]}`)).body).toMatchObject({ kind: "file", title: "From a file" });
  expect((await post("/sources", new FormData())).status).toBe(400);
  const big = new FormData();
  big.set("file", new File([new Uint8Array(25 * 1024 * 1024 + 1)], "big.txt"));
  expect((await post("/sources", big)).status).toBe(413);
});

test("a text source without a text is refused by name", async () => {
  const answer = await post("/sources", { kind: "text" });
  expect([answer.status, answer.body]).toMatchObject([
    400,
    { error: { details: { problems: [expect.stringContaining("text")] } } },
  ]);
});

test("a job is made from a text, listed page by page, shown and cancelled", async () => {
  const made = [await newJob(), await newJob(), await newJob()].map(({ status, body }) => {
    expect([status, body]).toEqual([202, { id: expect.any(String), status: "queued" }]);
    return body["id"];
  });
  const first = (await get("/jobs", "?limit=2")).body as { items: { id: string }[]; nextCursor: string };
  const rest = (await get("/jobs", `?limit=2&cursor=${first.nextCursor}`)).body as typeof first;
  const listed = [...first.items, ...rest.items].map(({ id }) => id);
  expect(listed).toEqual([...made].reverse());
  expect(rest.nextCursor).toBeNull();
  const job = await get(`/jobs/${made[0]}`);
  expect(job.body).toMatchObject({ status: "queued", progress: 0, error: null });
  const outputs = job.body["outputs"] as { format: string; postId: null; parts: []; citations: []; checks: [] }[];
  expect(outputs.map(({ format, parts }) => [format, parts])).toEqual([
    ["x", []],
    ["hub", []],
  ]);
  expect((await post(`/jobs/${made[0]}/cancel`, {})).body).toEqual({ id: made[0], status: "cancelled" });
});

test("one Idempotency-Key makes one job, and is refused for another request", async () => {
  const headers = { "idempotency-key": randomUUID() };
  const body = { content: article(), formats: ["hub"] };
  const before = ((await get("/jobs")).body["items"] as unknown[]).length;
  const first = await post("/jobs", body, headers);
  const again = await post("/jobs", body, headers);
  expect(again.body).toEqual(first.body);
  expect([first, again].map((answer) => answer.headers.get("idempotency-replayed"))).toEqual([null, "true"]);
  expect((await post("/jobs", { ...body, formats: ["x"] }, headers)).status).toBe(422);
  const many = { "idempotency-key": randomUUID() };
  const race = await Promise.all(Array.from({ length: 6 }, () => post("/jobs", body, many)));
  const ids = new Set(race.filter(({ status }) => status === 202).map((answer) => answer.body["id"]));
  expect(ids.size).toBe(1);
  expect(race.every(({ status }) => status === 202 || status === 409)).toBe(true);
  expect((await get("/jobs")).body["items"]).toHaveLength(before + 2);
});

test("a failed request leaves its key free", async () => {
  const headers = { "idempotency-key": randomUUID() };
  expect((await post("/jobs", { sourceId: randomUUID(), formats: ["hub"] }, headers)).status).toBe(404);
  expect((await post("/jobs", { content: article(), formats: ["hub"] }, headers)).status).toBe(202);
});

test("a post is read, edited against its version, scheduled and called off", async () => {
  const { id } = await newPost();
  const edit = (body: unknown) => rest("PATCH", `/posts/${id}`, { token, body });
  const edited = await edit({ title: "Hello again", parts: ["Hello there, again."], baseVersion: 1 });
  expect(edited.body).toMatchObject({
    title: "Hello again",
    format: "hub",
    parts: [{ text: "Hello there, again." }],
    renditions: [{ version: 2, title: "Hello again" }],
  });
  expect((await edit({ parts: ["Too late."], baseVersion: 1 })).status).toBe(409);
  expect((await get(`/posts/${id}`)).body).toEqual(edited.body);
  const channelIds = [await hubChannel()];
  const scheduled = await post(`/posts/${id}/schedule`, {
    at: "2031-05-01T09:00",
    timezone: "Europe/Berlin",
    channelIds,
  });
  const [delivery] = scheduled.body["deliveries"] as { id: string; dueAt: string; state: string }[];
  expect([scheduled.status, delivery?.dueAt, delivery?.state]).toEqual([201, "2031-05-01T07:00:00.000Z", "scheduled"]);
  expect((await post(`/deliveries/${delivery?.id}/cancel`, {})).body).toMatchObject({ state: "cancelled" });
  expect((await get(`/deliveries/${delivery?.id}`)).body).toMatchObject({
    state: "cancelled",
    publishedAt: null,
    url: null,
    attempts: [],
  });
});

test("publishing now is due now, once for one key", async () => {
  const { id } = await newPost();
  const headers = { "idempotency-key": randomUUID() };
  const body = { channelIds: [await hubChannel()] };
  const first = await post(`/posts/${id}/publish`, body, headers);
  expect(first.body["deliveries"]).toMatchObject([{ postId: id, network: "hub" }]);
  expect((await post(`/posts/${id}/publish`, body, headers)).body).toEqual(first.body);
  const [delivery] = first.body["deliveries"] as { dueAt: string }[];
  expect(Math.abs(Date.parse(delivery?.dueAt ?? "") - Date.now())).toBeLessThan(60_000);
});

test("an id of nothing, and what is no id, are not found", async () => {
  for (const path of ["/sources", "/jobs", "/posts", "/deliveries"])
    for (const id of [randomUUID(), "nonsense"]) expect((await get(`${path}/${id}`)).status, `${path}/${id}`).toBe(404);
});
