import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { BrandView } from "./brand-view";

export const metadata: Metadata = { title: "Brand" };

export default async function BrandPage({ params }: { params: Promise<{ workspace: string; brandId: string }> }) {
  const { workspace, brandId } = await params;
  await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await Promise.all([
    queryClient.prefetchQuery(api.brands.get.queryOptions({ brandId })),
    queryClient.prefetchQuery(api.voices.get.queryOptions({ brandId })),
    queryClient.prefetchQuery(api.voices.drafts.queryOptions({ brandId })),
  ]);
  return (
    <Hydrate>
      <BrandView workspace={workspace} brandId={brandId} />
    </Hydrate>
  );
}
