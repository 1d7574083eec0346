"use client";
import { Spotlight } from "@mantine/spotlight";
import { useRouter } from "next/navigation";

const PLACES = [
  ["", "Bring a piece", "Paste, link or drop something long"],
  ["/sources", "Sources", "Everything you brought in"],
  ["/posts", "Posts", "Drafts, scheduled and published"],
  ["/queue", "Queue", "The times of each channel, and what comes next"],
  ["/calendar", "Calendar", "What goes out when"],
  ["/attention", "Needs you", "What cannot go on without a person"],
  ["/channels", "Channels", "Where it goes"],
  ["/usage", "Usage", "What models have cost"],
  ["/settings/models", "Models", "Who writes, with which key and budget"],
  ["/settings", "Settings", "You, your sessions, this workspace"],
] as const;

/** Mod+K: go anywhere from the keyboard. */
export function Search({ workspace }: { workspace: string }) {
  const router = useRouter();
  return (
    <Spotlight
      shortcut={["mod + K"]}
      nothingFound="Nothing found"
      searchProps={{ placeholder: "Go to…", "aria-label": "Go to" }}
      actions={PLACES.map(([path, label, description]) => ({
        id: label,
        label,
        description,
        onClick: () => router.push(`/${workspace}${path}`),
      }))}
    />
  );
}
