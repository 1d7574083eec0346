import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "@/server/trpc/root";
import { createRequestContext } from "@/server/trpc/trpc";

type Params = { params: Promise<{ workspace: string }> };

// The workspace is part of the URL and not a header: the browser's EventSource can send none.
async function handler(req: Request, { params }: Params): Promise<Response> {
  const { workspace } = await params;
  return fetchRequestHandler({
    endpoint: `/api/trpc/${workspace}`,
    req,
    router: appRouter,
    createContext: () => createRequestContext(req.headers, workspace),
  });
}

export { handler as GET, handler as POST };
