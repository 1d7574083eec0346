import { router } from "@/server/trpc/trpc";

/** Every procedure of the product, by noun. */
export const appRouter = router({});

export type AppRouter = typeof appRouter;
