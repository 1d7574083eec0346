import { handleMedia } from "@/server/rest/media";

type Params = { params: Promise<{ workspace: string; assetId: string }> };

export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { workspace, assetId } = await params;
  return handleMedia(request, workspace, assetId);
}
