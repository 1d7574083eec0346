import { found } from "@/app/hub/[handle]/found";
import { hubRss } from "@/server/hub/feeds";

type Params = { params: Promise<{ handle: string }> };

export async function GET(_: Request, { params }: Params): Promise<Response> {
  const body = await found(hubRss((await params).handle));
  return new Response(body, { headers: { "content-type": "application/rss+xml; charset=utf-8" } });
}
