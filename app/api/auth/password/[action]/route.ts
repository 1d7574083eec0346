import { handlePasswordAction } from "@/server/rest/password-actions";

export async function POST(request: Request, { params }: { params: Promise<{ action: string }> }): Promise<Response> {
  return handlePasswordAction(request, (await params).action);
}
