import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { BrandList } from "./brand-list";

export const metadata: Metadata = { title: "Brands" };

export default async function BrandsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await queryClient.prefetchQuery(api.brands.list.queryOptions({}));
  return (
    <Hydrate>
      <BrandList workspace={workspace} />
    </Hydrate>
  );
}
