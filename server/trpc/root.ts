import { accountRouter } from "@/server/trpc/routers/account";
import { assetsRouter } from "@/server/trpc/routers/assets";
import { blackoutsRouter } from "@/server/trpc/routers/blackouts";
import { brandsRouter } from "@/server/trpc/routers/brands";
import { bulkRouter } from "@/server/trpc/routers/bulk";
import { channelsRouter } from "@/server/trpc/routers/channels";
import { coverageRouter } from "@/server/trpc/routers/coverage";
import { deliveriesRouter } from "@/server/trpc/routers/deliveries";
import { hubRouter } from "@/server/trpc/routers/hub";
import { importsRouter } from "@/server/trpc/routers/imports";
import { jobsRouter } from "@/server/trpc/routers/jobs";
import { liveRouter } from "@/server/trpc/routers/live";
import { modelsRouter } from "@/server/trpc/routers/models";
import { notificationsRouter } from "@/server/trpc/routers/notifications";
import { pausesRouter } from "@/server/trpc/routers/pauses";
import { postsRouter } from "@/server/trpc/routers/posts";
import { queueRouter } from "@/server/trpc/routers/queue";
import { recurrencesRouter } from "@/server/trpc/routers/recurrences";
import { slotsRouter } from "@/server/trpc/routers/slots";
import { sourcesRouter } from "@/server/trpc/routers/sources";
import { usageRouter } from "@/server/trpc/routers/usage";
import { voicesRouter } from "@/server/trpc/routers/voices";
import { workspacesRouter } from "@/server/trpc/routers/workspaces";
import { router } from "@/server/trpc/trpc";

/** Every procedure of the product, by noun. */
export const appRouter = router({
  account: accountRouter,
  assets: assetsRouter,
  blackouts: blackoutsRouter,
  brands: brandsRouter,
  bulk: bulkRouter,
  channels: channelsRouter,
  coverage: coverageRouter,
  deliveries: deliveriesRouter,
  hub: hubRouter,
  imports: importsRouter,
  jobs: jobsRouter,
  live: liveRouter,
  models: modelsRouter,
  notifications: notificationsRouter,
  pauses: pausesRouter,
  posts: postsRouter,
  queue: queueRouter,
  recurrences: recurrencesRouter,
  slots: slotsRouter,
  sources: sourcesRouter,
  usage: usageRouter,
  voices: voicesRouter,
  workspaces: workspacesRouter,
});

export type AppRouter = typeof appRouter;
