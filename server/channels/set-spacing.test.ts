import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { channels } from "@/db/schema/channels";
import { listChannels } from "@/server/channels/queries";
import { setSpacing } from "@/server/channels/set-spacing";
import { testDatabase } from "@/server/testing/database";
import { publishable } from "@/server/testing/publishing";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();

test("a channel's distance is kept, shown, and lets go what the old one held", async () => {
  const ctx = await testWorkspace();
  const { channelId } = await publishable(ctx);
  expect((await listChannels(ctx))[0]?.spacingSeconds).toBeNull();
  await ctx.tx((tx) =>
    tx
      .update(channels)
      .set({ notBefore: new Date(Date.now() + 3_600_000) })
      .where(eq(channels.id, channelId)),
  );
  await setSpacing(ctx, { channelId, spacingSeconds: 900 });
  expect((await listChannels(ctx))[0]).toMatchObject({ spacingSeconds: 900, status: { state: "connected" } });
  await setSpacing(ctx, { channelId, spacingSeconds: null });
  expect((await listChannels(ctx))[0]?.spacingSeconds).toBeNull();
});
