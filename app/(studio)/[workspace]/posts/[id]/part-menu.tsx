"use client";
import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowMerge, IconArrowUp, IconDots, IconPlus, IconTrash } from "@tabler/icons-react";
import { addPart, type DraftPart, joinWithNext, movePart, removePart } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";

type Props = { store: RenditionDraft; part: DraftPart; at: number; of: number };

/** What can be done with a part as a whole. */
export function PartMenu({ store, part, at, of }: Props) {
  const { key } = part;
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="md" aria-label={`What to do with part ${at + 1}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp size={16} />}
          disabled={at === 0}
          onClick={() => store.edit((draft) => movePart(draft, key, -1))}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={16} />}
          disabled={at === of - 1}
          onClick={() => store.edit((draft) => movePart(draft, key, 1))}
        >
          Move down
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowMerge size={16} />}
          disabled={at === of - 1}
          onClick={() => store.edit((draft) => joinWithNext(draft, key))}
        >
          Join with the next part
        </Menu.Item>
        <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => store.edit((draft) => addPart(draft, key))}>
          Add a part after it
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} />}
          disabled={of === 1 && !part.role}
          onClick={() => store.edit((draft) => removePart(draft, key))}
        >
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
