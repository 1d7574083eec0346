import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "@/server/trpc/root";
import { createRequestContext } from "@/server/trpc/trpc";

type Params = { params: Promise<{ workspace: string }> };

// The workspace is part of the URL and not a header: the browser's EventSource can send none.
async function handler(req: Request, { params }: Params): Promise<Response> {
  const { workspace } = await params;
  const context = createRequestContext(req.headers, workspace);
  return fetchRequestHandler({
    endpoint: `/api/trpc/${workspace}`,
    req,
    router: appRouter,
    createContext: () => context,
    responseMeta: () => ({ headers: new Headers({ "x-request-id": context.requestId }) }),
  });
}

export { handler as GET, handler as POST };
