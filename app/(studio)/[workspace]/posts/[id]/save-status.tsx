import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import type { SaveState } from "./draft/autosave";
import type { Content } from "./draft/draft";
import classes from "./editor.module.css";

const SAID = {
  saved: { text: "Saved", icon: IconCheck },
  waiting: { text: "Saving…", icon: IconCloudUp },
  saving: { text: "Saving…", icon: IconCloudUp },
  retrying: { text: "Not saved, trying again. Your words are kept here.", icon: IconCloudOff },
  conflict: { text: "Changed elsewhere too", icon: IconAlertTriangle },
} as const;

/** Where the words are right now. */
export function SaveStatus({ state }: { state: SaveState<Content> }) {
  const { text, icon: Icon } =
    state.kind === "refused" ? { text: `Not saved: ${state.message}`, icon: IconAlertTriangle } : SAID[state.kind];
  const troubled = state.kind === "retrying" || state.kind === "conflict" || state.kind === "refused";
  return (
    <Text
      role="status"
      fz="sm"
      c={troubled ? "var(--mantine-color-error)" : "dimmed"}
      className={classes["status"] ?? ""}
    >
      <Icon size={16} stroke={1.8} aria-hidden="true" />
      {text}
    </Text>
  );
}
