"use client";
import { ActionIcon, Button, FileButton, Group, Text, Textarea } from "@mantine/core";
import { IconPhotoPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { z } from "zod";
import { MAX_IMAGE_BYTES } from "@/server/assets/input";
import type { NetworkRules } from "@/server/networks/rules";
import { addImage, type DraftImage, type DraftPart, describeImage, removeImage } from "./draft/draft";
import type { RenditionDraft } from "./draft/rendition-draft";
import classes from "./editor.module.css";

type Props = { workspace: string; part: DraftPart; store: RenditionDraft; rules: NetworkRules; readOnly: boolean };

/** Where this browser finds an image of the workspace. */
export const imageUrl = (workspace: string, assetId: string) => `/api/media/${workspace}/${assetId}`;

/** A part's images, each with its words for people who do not see it. */
export function PartImages({ workspace, part, store, rules, readOnly }: Props) {
  if (part.media.length === 0) return null;
  const { altTextLimit } = rules.media;
  return (
    <ul className={classes["images"]} aria-label="Images">
      {part.media.map(({ assetId, alt }, index) => (
        <li key={assetId} className={classes["image"]}>
          {/* biome-ignore lint/performance/noImgElement: shown as it will be sent. */}
          <img src={imageUrl(workspace, assetId)} alt={alt} />
          <Textarea
            label={part.media.length > 1 ? `Description of image ${index + 1}` : "Description of the image"}
            placeholder="What is to be seen, for people who cannot see it"
            size="sm"
            autosize
            minRows={2}
            maxRows={5}
            flex={1}
            readOnly={readOnly}
            {...(altTextLimit === null ? {} : { maxLength: altTextLimit })}
            value={alt}
            onChange={({ currentTarget: { value } }) =>
              store.edit((draft) => describeImage(draft, { key: part.key, assetId, alt: value }), `alt-${assetId}`)
            }
          />
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove image ${index + 1}`}
              onClick={() => store.edit((draft) => removeImage(draft, part.key, assetId))}
            >
              <IconX size={16} />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Uploads an image of a kind the network takes. */
export function AddImage({ workspace, part, store, rules }: Omit<Props, "readOnly">) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    setProblem(null);
    try {
      const image = await upload(workspace, file, rules);
      store.edit((draft) => addImage(draft, part.key, image));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The image could not be sent. Please try again.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap="sm" mt={6}>
      <FileButton accept={rules.media.imageTypes.join(",")} onChange={(file) => void add(file)}>
        {(props) => (
          <Button
            {...props}
            variant="subtle"
            color="gray"
            c="dimmed"
            size="compact-sm"
            loading={busy}
            leftSection={<IconPhotoPlus size={16} />}
          >
            Add an image
          </Button>
        )}
      </FileButton>
      {problem && (
        <Text fz="sm" role="alert" c="var(--mantine-color-error)">
          {problem}
        </Text>
      )}
    </Group>
  );
}

const uploaded = z.object({ id: z.uuid(), mediaType: z.string(), bytes: z.number() });

async function upload(workspace: string, file: File, rules: NetworkRules): Promise<DraftImage> {
  const most = Math.min(rules.media.maxImageBytes, MAX_IMAGE_BYTES);
  if (file.size > most)
    throw new Error(`This image is too large for ${rules.name}. Make it smaller than ${Math.floor(most / 1e6)} MB.`);
  const body = new FormData();
  body.set("file", file);
  const response = await fetch(`/api/upload/${workspace}/image`, { method: "POST", body });
  const answer: unknown = await response.json().catch(() => null);
  const made = uploaded.safeParse(answer);
  if (made.success) return { assetId: made.data.id, alt: "", mediaType: made.data.mediaType, bytes: made.data.bytes };
  const said = (answer as { error?: { message?: string } } | null)?.error?.message;
  throw new Error(said ?? "The image could not be sent. Please try again.");
}
