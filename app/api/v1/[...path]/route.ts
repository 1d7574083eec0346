import { handleRequest } from "@/server/rest/handle-request";

type Params = { params: Promise<{ path: string[] }> };

async function handler(request: Request, { params }: Params): Promise<Response> {
  return handleRequest(request, `/${(await params).path.join("/")}`);
}

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
