import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { errorResponse, waitHeaders } from "@/server/rest/errors";
import { limitBody } from "@/server/rest/read-body";
import { appRouter } from "@/server/trpc/root";
import { createRequestContext } from "@/server/trpc/trpc";

type Params = { params: Promise<{ workspace: string }> };

// The workspace is part of the URL and not a header: the browser's EventSource can send none.
async function handler(request: Request, { params }: Params): Promise<Response> {
  const { workspace } = await params;
  const context = createRequestContext(request.headers, workspace);
  try {
    return await fetchRequestHandler({
      endpoint: `/api/trpc/${workspace}`,
      req: limitBody(request),
      router: appRouter,
      createContext: () => context,
      // A streamed batch has sent its headers by then; there the same figures are in the error's details.
      responseMeta: ({ errors }) => ({
        headers: new Headers({
          ...Object.assign({}, ...errors.map(({ cause }) => waitHeaders(cause))),
          "x-request-id": context.requestId,
        }),
      }),
    });
  } catch (error) {
    return errorResponse(error, context.requestId);
  }
}

export { handler as GET, handler as POST };
