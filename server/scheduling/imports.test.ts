import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { channels } from "@/db/schema/channels";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { importRows } from "@/db/schema/scheduling";
import { type Ctx, systemCtx } from "@/server/context";
import { wallDate } from "@/server/publishing/wall-time";
import { takeEvents, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { deliveryRows, testChannel } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";
import { addBlackout } from "./blackouts";
import { checkImport } from "./check-import";
import { commitImport, importRowsOf } from "./commit-import";
import { getImport, listImportRows, listImports } from "./imports";
import { csvTemplate, readCsv } from "./read-csv";
import { addSlots } from "./slots";

testDatabase();
testStorage();

const DAY = wallDate(new Date(Date.now() + 5 * 86_400_000), "UTC");

/** A workspace with one X channel called Harbour, whose queue has slots. */
async function harbour() {
  const ctx = await testWorkspace();
  const channelId = await testChannel(ctx);
  await ctx.tx((tx) => tx.update(channels).set({ name: "Harbour", remoteId: `harbour-${channelId}` }));
  await addSlots(ctx, { channelId, weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["09:00"] });
  return { ctx, channelId };
}
const check = (ctx: Ctx, csv: string) => checkImport(ctx, { fileName: "posts.csv", csv });
const rowsOf = async (ctx: Ctx, importId: string) =>
  (await listImportRows(ctx, { importId, limit: 100, after: 0, onlyProblems: false })).items;
async function run(ctx: Ctx, importId: string) {
  const system = systemCtx(ctx.workspaceId, "import-posts");
  while ((await importRowsOf(system, { importId })).more);
}

describe("a file", () => {
  const cells = (csv: string) => readCsv(csv).map(({ row, cells: { text, channels: to } }) => [row, text, to]);

  test("is read as spreadsheets write it", () => {
    const wanted = [[2, "One, two", "X"]];
    expect(cells('text,channels\n"One, two",X\n')).toEqual(wanted);
    expect(cells("\uFEFFText;Channels\r\nOne, two;X\r\n")).toEqual(wanted);
    expect(cells("sep=;\r\ntext;channels\r\nOne, two;X")).toEqual(wanted);
    expect(cells("Channels\tmedia url\tTEXT\nX\t\tOne, two\n")).toEqual(wanted);
    expect(cells('text,channels\n\n"a ""b""\n---\nc",X\n,\n,,\nd,Y,too,many\n')).toEqual([
      [3, 'a "b"\n---\nc', "X"],
      [6, "d", "Y"],
    ]);
    expect(readCsv(csvTemplate())).toHaveLength(2);
  });

  test.each([
    ["", /empty/],
    ["text,channels\n", /nothing under/],
    ["text,where\nOne,X", /no column “channels”/],
    ["text,text,channels\nOne,Two,X", /twice/],
    ['text,channels\n"One,X', /never closed/],
    ["text,channels\nGr\uFFFDn,X", /not UTF-8/],
    [`text,channels\n${"One,X\n".repeat(1_001)}`, /1001 rows/],
    [`text,channels\n${"x".repeat(2_000_001)},X`, /larger than 2 MB/],
  ])("%# is refused with what to do", (csv, why) => {
    expect(() => readCsv(csv)).toThrow(why);
  });
});

describe("the dry run", () => {
  test("says of each row what is wrong, and changes nothing", async () => {
    const { ctx, channelId } = await harbour();
    const other = await testChannel(ctx, "hub");
    await ctx.tx((tx) => tx.update(channels).set({ name: "Page", health: "reconnect" }).where(eq(channels.id, other)));
    const span = { from: "2031-12-24", to: "2031-12-26", channelId, reason: "Holidays", planned: "stays" } as const;
    await addBlackout(ctx, span);
    const lines = [
      `Fine.,Harbour,${DAY},9:05 pm,Asia/Tokyo,`,
      "Fine too.,@harbour,,,,",
      ",Harbour,,,,",
      "Hello.,,,,,",
      "Hello.,Habour,,,,",
      "Hello.,X,20.11.2031,09:00,,",
      "Hello.,X,2031-02-30,25:00,,",
      "Hello.,X,2031-01-01,,,",
      "Hello.,X,2031-01-01,10:00,Europe/Berln,",
      "Hello.,X,2020-01-01,10:00,,",
      "Hello.,X,2031-12-25,10:00,,",
      `${"long ".repeat(80)},X,,,,`,
      "Hello.,Page,,,,",
      "Hello.,X,,,,ftp://example.org/a.png",
    ];
    const csv = `text,channels,date,time,zone,media_url\n${lines.join("\n")}`.replace(
      "@harbour",
      `harbour-${channelId}`,
    );
    const made = await check(ctx, csv);
    expect(made).toMatchObject({ state: "checked", rows: 14, problems: 12, done: 0 });
    const rows = await rowsOf(ctx, made.id);
    const problems = rows.map(({ problems: list }) => list.join(" "));
    const wanted = [
      /^$/,
      /^$/,
      /text is empty/,
      /No channel is named/,
      /no channel “Habour”. There are: Harbour, Page/,
      /“20.11.2031” is not a date we can be sure about/,
      /“2031-02-30” is not a date.*“25:00” is not a time/,
      /both date and time/,
      /“Europe\/Berln” is not a time zone/,
      /has passed/,
      /Nothing goes out from 2031-12-24 to 2031-12-26: Holidays/,
      /X: .*280/,
      /Page has to be connected again.*The queue of Page has no slots/,
      /not a web address/,
    ];
    for (const [i, why] of wanted.entries()) expect(problems[i]).toMatch(why);
    expect(rows[0]).toMatchObject({ row: 2, when: `${DAY}T21:05 Asia/Tokyo`, channels: ["Harbour"] });
    expect([await deliveryRows(ctx), await ctx.tx((tx) => tx.select().from(posts))]).toEqual([[], []]);
    await expect(commitImport(ctx, { importId: made.id, leaveOutProblems: false })).rejects.toThrow(/12 of 14 rows/);
    const bad = await listImportRows(ctx, { importId: made.id, limit: 5, after: 0, onlyProblems: true });
    expect([bad.items.length, bad.nextAfter]).toEqual([5, 8]);
    expect((await listImports(ctx, { limit: 5 })).items).toHaveLength(1);
  });
});

describe("the commit", () => {
  test("makes each row a post once, however often it is clicked and run", async () => {
    const { ctx } = await harbour();
    const rows = Array.from({ length: 30 }, (_, i) => `Tip ${i}.,Harbour,,`);
    const csv = `text,channels,date,time\n"One.\n---\nTwo.",X,${DAY},10:00\n${rows.join("\n")}\nHello.,Nowhere,,\n`;
    const { id } = await check(ctx, csv);
    const commit = () => commitImport(ctx, { importId: id, leaveOutProblems: true });
    const clicks = await Promise.all([commit(), commit(), commit()]);
    expect(new Set(clicks.map(({ state }) => state))).toEqual(new Set(["running"]));
    expect(await takeEvents(ctx, "scheduling/import.committed")).toEqual([
      { workspaceId: ctx.workspaceId, importId: id },
    ]);
    await Promise.all([run(ctx, id), run(ctx, id)]);
    await run(ctx, id);
    expect(await getImport(ctx, { importId: id })).toMatchObject({
      state: "completed",
      rows: 32,
      problems: 1,
      done: 31,
    });
    const made = await deliveryRows(ctx);
    expect(made).toHaveLength(31);
    expect(new Set(made.map(({ dueAt }) => dueAt.getTime())).size).toBe(31);
    expect(await commit()).toMatchObject({ state: "completed", done: 31 });
    const thread = made.find(({ wallTime }) => wallTime === `${DAY}T10:00:00`);
    const [version] = await ctx.tx((tx) =>
      tx
        .select()
        .from(renditionVersions)
        .where(eq(renditionVersions.id, thread?.versionId ?? "")),
    );
    expect(version?.parts.map(({ text }) => text)).toEqual(["One.", "Two."]);
  });

  test("one that died in the middle goes on; what cannot go any more says why and leaves no post", async () => {
    const { ctx, channelId } = await harbour();
    const { id } = await check(ctx, `text,channels,date,time\nA.,X,${DAY},10:00\nB.,X,${DAY},11:00\nC.,X,,\n`);
    await commitImport(ctx, { importId: id, leaveOutProblems: false });
    // As if the process had died after the first row.
    await ctx.tx((tx) => tx.execute(sql`update import_rows set state = 'done' where row = 2`));
    await addBlackout(ctx, { from: DAY, to: DAY, channelId, reason: "Storm", planned: "stays" });
    await run(ctx, id);
    const rows = await rowsOf(ctx, id);
    expect(rows.map(({ state }) => state)).toEqual(["done", "problem", "done"]);
    expect(rows[1]?.problems[0]).toMatch(/Storm/);
    expect((await ctx.tx((tx) => tx.select().from(posts))).map(({ title }) => title)).toEqual(["C."]);
    expect(await deliveryRows(ctx)).toHaveLength(1);
  });

  test("a post goes to every network named, a thread as one text where there are none", async () => {
    const { ctx } = await harbour();
    const hub = await testChannel(ctx, "hub");
    await addSlots(ctx, { channelId: hub, weekdays: [1, 2, 3, 4, 5, 6, 7], times: ["09:00"] });
    const { id, problems } = await check(ctx, 'text,channels\n"Headline\nOne.\n---\nTwo.",X; hub\n');
    expect(problems).toBe(0);
    await commitImport(ctx, { importId: id, leaveOutProblems: false });
    await run(ctx, id);
    const texts = await ctx.tx((tx) =>
      tx
        .select({ network: renditions.network, title: renditionVersions.title, parts: renditionVersions.parts })
        .from(renditions)
        .innerJoin(renditionVersions, eq(renditionVersions.renditionId, renditions.id)),
    );
    const of = (network: string) => texts.find((one) => one.network === network);
    expect(of("x")).toMatchObject({ title: null, parts: [{ text: "Headline\nOne." }, { text: "Two." }] });
    expect(of("hub")).toMatchObject({ title: "Headline", parts: [{ text: "Headline\nOne.\n\nTwo." }] });
  });

  test("an address in a private place is not opened, and the row says so", async () => {
    const { ctx } = await harbour();
    const { id } = await check(ctx, "text,channels,media_url\nA.,X,http://127.0.0.1:9/a.png\n");
    await commitImport(ctx, { importId: id, leaveOutProblems: false });
    await run(ctx, id);
    const [row] = await rowsOf(ctx, id);
    expect(row).toMatchObject({
      state: "problem",
      problems: [expect.stringMatching(/could not be fetched \(blocked\)/)],
    });
    expect(await ctx.tx((tx) => tx.select().from(posts))).toEqual([]);
  });

  test("what nobody commits within a day is forgotten by the next upload", async () => {
    const { ctx } = await harbour();
    const { id } = await check(ctx, "text,channels\nA.,X\n");
    await ctx.tx((tx) => tx.execute(sql`update imports set created_at = now() - interval '25 hours'`));
    await check(ctx, "text,channels\nB.,X\n");
    await expect(commitImport(ctx, { importId: id, leaveOutProblems: false })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await ctx.tx((tx) => tx.$count(importRows))).toBe(1);
  });
});
