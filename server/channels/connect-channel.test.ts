import { afterAll, beforeAll, expect, test } from "vitest";
import { connectChannel } from "@/server/channels/connect-channel";
import { openCredentials } from "@/server/channels/credentials";
import { listChannels } from "@/server/channels/queries";
import { configureHttp } from "@/server/networks/http";
import { testDatabase } from "@/server/testing/database";
import { type BlueskyDouble, startBlueskyDouble } from "@/server/testing/networks/bluesky-double";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
const alice = { handle: "alice.test", did: "did:plc:alice00000000000000000000", password: "abcd-efgh-ijkl-mnop" };
let double: BlueskyDouble;
beforeAll(async () => {
  double = await startBlueskyDouble({ accounts: [alice] });
  configureHttp({ allow: [new URL(double.url).host] });
});
afterAll(() => double.stop());

test("an account connected several times at once is one channel, and again later the same", async () => {
  const ctx = await testWorkspace();
  const connect = () =>
    connectChannel(ctx, {
      network: "bluesky",
      handle: alice.handle,
      appPassword: alice.password,
      service: double.url,
    });
  const ids = [...(await Promise.all([connect(), connect(), connect(), connect()])), await connect()];
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  expect(await listChannels(ctx)).toMatchObject([{ id: ids[0]?.id, name: "alice.test", health: "connected" }]);
  expect(await openCredentials(ctx, ids[0]?.id ?? "")).toMatchObject({ version: 5, credentials: { pds: double.url } });
});
