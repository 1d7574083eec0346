import { requireMember } from "@/app/access";
import { createCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import { exportCalls } from "@/server/usage/export-calls";
import { usageInput } from "@/server/usage/input";

type Params = { params: Promise<{ workspace: string }> };

/** The ledger of model calls as a file, streamed. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { workspace } = await params;
  const { user, membership } = await requireMember(workspace);
  const asked = usageInput.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!asked.success) return new Response("`days` is a number from 1 to 366.", { status: 400 });
  const { workspaceId, role } = membership;
  const ctx = createCtx({ workspaceId, actor: { kind: "user", userId: user.id, role }, action: "usage.export" });
  try {
    return new Response(bytesOf(exportCalls(ctx, asked.data)), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="model-calls-${workspace}.csv"`,
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return new Response(error.message, { status: 403 });
  }
}

/** Read as fast as it is taken, and no further once nobody does. */
function bytesOf(lines: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (out) => {
      const { value, done } = await lines.next();
      if (done) out.close();
      else out.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await lines.return();
    },
  });
}
