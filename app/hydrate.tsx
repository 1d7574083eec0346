import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import superjson from "superjson";
import { appRouter } from "@/server/trpc/root";
import { createRequestContext } from "@/server/trpc/trpc";

const requestClient = cache(
  () =>
    new QueryClient({
      defaultOptions: {
        queries: { staleTime: 15_000 },
        dehydrate: { serializeData: superjson.serialize },
        hydrate: { deserializeData: superjson.deserialize },
      },
    }),
);

/**
 * Runs queries on the server, as the person and in the workspace of this request; await them, then render `Hydrate`. A
 * failed one is left to the browser, which shows why.
 */
export async function serverApi(workspace: string) {
  const incoming = await headers();
  const queryClient = requestClient();
  const api = createTRPCOptionsProxy({
    router: appRouter,
    queryClient,
    ctx: () => createRequestContext(new Headers(incoming), workspace),
  });
  return { api, queryClient };
}

/** Hands what was prefetched to the client components below it. */
export function Hydrate({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(requestClient())}>{children}</HydrationBoundary>;
}
