import { found } from "@/app/hub/[handle]/found";
import { hubJsonFeed } from "@/server/hub/feeds";

type Params = { params: Promise<{ handle: string }> };

export async function GET(_: Request, { params }: Params): Promise<Response> {
  const body = await found(hubJsonFeed((await params).handle));
  return new Response(body, { headers: { "content-type": "application/feed+json; charset=utf-8" } });
}
