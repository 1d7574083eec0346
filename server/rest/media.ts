import { addAsset } from "@/server/assets/add-asset";
import { readAsset } from "@/server/assets/queries";
import { assertSameOrigin } from "@/server/auth/same-origin";
import { sessionUser } from "@/server/auth/session";
import { type Ctx, createCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import { withLogContext } from "@/server/log";
import { originOf } from "@/server/request";
import { errorResponse, RouteError } from "@/server/rest/errors";
import { readMultipart } from "@/server/rest/read-body";
import { addSource } from "@/server/sources/add-source";
import { membershipBySlug } from "@/server/workspaces/queries";

/** POST of a file by the browser, as multipart field `file`: a document becomes a source, an image an asset. */
export function handleUpload(request: Request, workspace: string, kind: string): Promise<Response> {
  return asMember(request, workspace, async (ctx) => {
    if (kind !== "source" && kind !== "image")
      throw new RouteError("There is no such route.", { status: 404, type: "not_found" });
    assertSameOrigin(request.headers);
    const { file } = await readMultipart(request);
    const { bytes, name: fileName, type: declaredType } = file;
    if (kind === "image") return Response.json(await addAsset(ctx, { bytes, fileName }), { status: 201 });
    return Response.json(await addSource(ctx, { kind: "file", fileName, bytes, declaredType }), { status: 202 });
  });
}

/** GET of an image by a member. Its id names these very bytes, so a browser may keep it. */
export function handleMedia(request: Request, workspace: string, assetId: string): Promise<Response> {
  return asMember(request, workspace, async (ctx) => {
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(assetId))
      throw new AppError("NOT_FOUND", "There is no such image in this workspace.");
    const { body, mediaType } = await readAsset(ctx, { assetId });
    return new Response(Buffer.from(body), {
      headers: {
        "content-type": mediaType,
        "content-length": String(body.length),
        "cache-control": "private, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      },
    });
  });
}

function asMember(request: Request, workspace: string, answer: (ctx: Ctx) => Promise<Response>): Promise<Response> {
  const { requestId } = originOf(request.headers);
  return withLogContext({ requestId }, async () => {
    try {
      const user = await sessionUser(request.headers);
      if (!user) throw new AppError("UNAUTHORIZED", "Please sign in.");
      const membership = await membershipBySlug(user.id, workspace);
      if (!membership) throw new AppError("NOT_FOUND", "There is no such workspace here.");
      const { workspaceId, role } = membership;
      const actor = { kind: "user" as const, userId: user.id, role };
      const ctx = createCtx({ workspaceId, actor, action: `${request.method} media`, requestId });
      return await withLogContext({ workspaceId }, () => answer(ctx));
    } catch (error) {
      return errorResponse(error, requestId);
    }
  });
}
