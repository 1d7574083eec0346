"use client";
import { Alert, Grid, GridCol, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { PageHeader } from "@/components/ui/page-header";
import { BrandForm } from "./brand-form";
import { MeasuredVoice } from "./measured-voice";
import { RecentDrafts } from "./recent-drafts";
import { Samples } from "./samples";
import { TrashBrand } from "./trash-brand";

/** A brand: what is wished of its texts, and how its author really writes. */
export function BrandView({ workspace, brandId }: { workspace: string; brandId: string }) {
  const api = useTRPC();
  const brand = useQuery(api.brands.get.queryOptions({ brandId }));
  if (brand.isPending) return <Skeleton height={420} radius="lg" />;
  if (brand.isError) return <Alert color="red">{brand.error.message}</Alert>;
  return (
    <>
      <PageHeader
        title={brand.data.name}
        help="What you wish for goes to every writer; how you write is measured and shown, never guessed."
        action={<TrashBrand workspace={workspace} brandId={brandId} name={brand.data.name} />}
      />
      <Grid gap="xl">
        <GridCol span={{ base: 12, lg: 6 }}>
          <BrandForm brand={brand.data} />
        </GridCol>
        <GridCol span={{ base: 12, lg: 6 }}>
          <Stack gap="lg">
            <MeasuredVoice brandId={brandId} />
            <Samples brandId={brandId} />
            <RecentDrafts workspace={workspace} brandId={brandId} />
          </Stack>
        </GridCol>
      </Grid>
    </>
  );
}
