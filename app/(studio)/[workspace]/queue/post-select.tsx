"use client";
import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import type { NetworkId } from "@/server/networks/rules";

type Props = {
  label: string;
  description?: string;
  value: string[];
  onChange: (ids: string[]) => void;
  /** Only posts that are written for it. */
  network?: NetworkId;
  most: number;
};

/** Chooses posts by their titles, the newest first. */
export function PostSelect({ label, description, value, onChange, network, most }: Props) {
  const api = useTRPC();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 200);
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const posts = useQuery(
    api.posts.list.queryOptions(
      { limit: 50, ...(search ? { search } : {}), ...(network ? { network } : {}) },
      { placeholderData: keepPreviousData },
    ),
  );
  const found = new Map(posts.data?.items.map(({ id, title }) => [id, title]));
  const titles = new Map([...known].filter(([id]) => value.includes(id)));
  for (const [id, title] of found) titles.set(id, title);
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? "Search titles" : ""}
      data={[...titles].map(([id, title]) => ({ value: id, label: title }))}
      value={value}
      maxValues={most}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The API has searched already, by the same words.
      filter={({ options }) => options}
      nothingFoundMessage={posts.isPending ? "Looking…" : "No such post"}
      hidePickedOptions
      maxDropdownHeight={240}
      comboboxProps={{ withinPortal: true }}
      onChange={(ids) => {
        setKnown(titles);
        onChange(ids);
      }}
    />
  );
}
