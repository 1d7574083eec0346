import { handleUpload } from "@/server/rest/media";

type Params = { params: Promise<{ workspace: string; kind: string }> };

export async function POST(request: Request, { params }: Params): Promise<Response> {
  const { workspace, kind } = await params;
  return handleUpload(request, workspace, kind);
}
