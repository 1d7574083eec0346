import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { outbox } from "@/db/schema/workspaces";
import type { EventName, Events } from "@/inngest/client";
import { type Ctx, systemCtx } from "@/server/context";
import { addSource } from "@/server/sources/add-source";
import type { AddSourceInput } from "@/server/sources/input";
import { readSource } from "@/server/sources/read-source";

/** Gives the calling test file a folder for stored originals, removed at its end. */
export function testStorage(): void {
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "reprise-content-"));
    process.env["DATA_DIR"] = root;
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
}

/** Takes the workspace's waiting events of one name out of the outbox, oldest first. */
export async function takeEvents<N extends EventName>(ctx: Ctx, name: N): Promise<Events[N][]> {
  const rows = await systemCtx(ctx.workspaceId, "test").tx((tx) => tx.delete(outbox).returning());
  return rows
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .filter((row) => row.name === name)
    .map(({ data }) => data as Events[N]);
}

/** Adds a source and reads it as the durable function does; gives its id. */
export async function readTestSource(ctx: Ctx, input: AddSourceInput): Promise<string> {
  const { id } = await addSource(ctx, input);
  const system = systemCtx(ctx.workspaceId, "read-source");
  for (const reading of await takeEvents(ctx, "sources/source.added")) await readSource(system, reading);
  return id;
}

/** A short article with figures, a quotation and five ideas. */
export const ARTICLE = `# The harbour that counts its tides

The harbour at Lynmouth rises nine metres twice a day. Boats that miss the tide wait six hours for the next one.

Harbour master Ann Lee has kept the log since 1998. She writes down every arrival by hand, in ink, in one book. "A book cannot be hacked and never needs a battery," she says.

Last year 4,200 boats came in, 12 percent more than the year before. Most of them were sailing boats under ten metres, and half of those came from Wales.

The council wants to replace the book with sensors on the sea wall. The sensors would cost 180,000 pounds and report the water level every ten seconds.

Lee is not against the sensors. She asks that the book be kept beside them for five years, so that one can be checked against the other.
`;
