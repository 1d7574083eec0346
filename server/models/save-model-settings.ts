import { modelSettings } from "@/db/schema/models";
import { type Ctx, guard } from "@/server/context";
import type { ModelSettingsInput } from "@/server/models/input";
import { toMicros } from "@/server/models/spending";

/** Sets the workspace's budgets, and whether the server's models may write for it. */
export async function saveModelSettings(ctx: Ctx, { useServer, dayUsd, monthUsd }: ModelSettingsInput): Promise<void> {
  guard(ctx, "workspace.manage");
  const settings = { useServer, dayMicros: toMicros(dayUsd), monthMicros: toMicros(monthUsd) };
  await ctx.tx((tx) =>
    tx
      .insert(modelSettings)
      .values({ workspaceId: ctx.workspaceId, ...settings })
      .onConflictDoUpdate({ target: modelSettings.workspaceId, set: settings }),
  );
}
