import type { modelProviders } from "@/db/schema/models";
import type { Provider } from "@/server/ai/provider-model";
import { guardedFetch } from "@/server/networks/http";
import { type Sealed, seal, unseal } from "@/server/secrets/seal";

type Row = typeof modelProviders.$inferSelect;

const nameOf = (workspaceId: string, providerId: string) => ({ workspaceId, rowId: providerId, field: "model-key" });

/** A provider's key as it is stored, and the four characters that are shown of it. */
export const sealKey = (
  { workspaceId, providerId }: { workspaceId: string; providerId: string },
  apiKey: string,
): { credentials: Sealed; keyEnd: string } => ({
  credentials: seal(apiKey, nameOf(workspaceId, providerId)),
  keyEnd: apiKey.slice(-4),
});

/** A workspace's provider with its key open, reached only through the guard: its address is somebody's choice. */
export const openProvider = (row: Row): Provider => ({
  vendor: row.vendor,
  name: row.name,
  apiKey: row.credentials && unseal(row.credentials, nameOf(row.workspaceId, row.id)),
  baseUrl: row.baseUrl,
  model: { small: row.smallModel, large: row.largeModel },
  fetch: guardedFetch,
  ...(row.inputPrice !== null &&
    row.outputPrice !== null && { price: { input: row.inputPrice, output: row.outputPrice } }),
});
