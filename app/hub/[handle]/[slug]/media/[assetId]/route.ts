import { found } from "@/app/hub/[handle]/found";
import { hubMediaInput } from "@/server/hub/input";
import { getHubMedia } from "@/server/hub/queries";

type Params = { params: Promise<{ handle: string; slug: string; assetId: string }> };

export async function GET(_: Request, { params }: Params): Promise<Response> {
  const wanted = hubMediaInput.safeParse(await params);
  if (!wanted.success) return new Response(null, { status: 404 });
  const { bytes, mediaType } = await found(getHubMedia(wanted.data));
  // Content-addressed and public: it never changes under this address.
  const headers = { "content-type": mediaType, "cache-control": "public, max-age=31536000, immutable" };
  return new Response(Buffer.from(bytes), { headers });
}
