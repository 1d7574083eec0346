import { accountRouter } from "@/server/trpc/routers/account";
import { brandsRouter } from "@/server/trpc/routers/brands";
import { channelsRouter } from "@/server/trpc/routers/channels";
import { deliveriesRouter } from "@/server/trpc/routers/deliveries";
import { hubRouter } from "@/server/trpc/routers/hub";
import { workspacesRouter } from "@/server/trpc/routers/workspaces";
import { router } from "@/server/trpc/trpc";

/** Every procedure of the product, by noun. */
export const appRouter = router({
  account: accountRouter,
  brands: brandsRouter,
  channels: channelsRouter,
  deliveries: deliveriesRouter,
  hub: hubRouter,
  workspaces: workspacesRouter,
});

export type AppRouter = typeof appRouter;
