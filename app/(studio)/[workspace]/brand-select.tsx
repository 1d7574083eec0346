"use client";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";

/** The voice to write in; nothing to choose where the workspace has none. */
export function BrandSelect({ value, onChange }: { value: string | null; onChange: (brandId: string | null) => void }) {
  const api = useTRPC();
  const brands = useQuery(api.brands.list.queryOptions({}));
  const items = brands.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Select
      label="Brand"
      description="Its banned phrases and hashtags are kept"
      placeholder="None"
      clearable
      clearButtonProps={{ "aria-label": "Choose no brand" }}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
