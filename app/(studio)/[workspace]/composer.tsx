"use client";
import {
  Alert,
  Button,
  Checkbox,
  CloseButton,
  FileButton,
  Group,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileText, IconLink, IconUpload } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CostEstimate } from "@/components/cost-estimate";
import { Surface } from "@/components/ui/surface";
import { MAX_SOURCE_BYTES } from "@/server/sources/input";
import { BrandSelect } from "./brand-select";
import classes from "./composer.module.css";
import { FineTune, UNTUNED } from "./fine-tune";
import { FormatChips, useFormats } from "./format-chips";
import { useBringPiece } from "./use-bring-piece";

const ACCEPTED = ".pdf,.docx,.md,.markdown,.html,.htm,.txt";

/** Paste, link or drop; choose what to write; go. `writer` is null when only the built-in one is there. */
export function Composer({ workspace, writer }: { workspace: string; writer: string | null }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const formats = useFormats(chosen);
  const [tone, setTone] = useState("");
  const [brandId, setBrandId] = useState<string | null>(null);
  const [isPrompt, setIsPrompt] = useState(false);
  const [tuning, setTuning] = useState(UNTUNED);
  const bring = useBringPiece(workspace, (jobId) => router.push(`/${workspace}/jobs/${jobId}`));
  const link = /^https?:\/\/\S+$/.test(text.trim());
  const words = text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
  const ready = (file !== null || text.trim() !== "") && formats.length > 0;

  const choose = (chosen: File | null) => {
    if (chosen && chosen.size > MAX_SOURCE_BYTES)
      bring.refuse(`${chosen.name} is larger than 25 MB. Split it, or paste the part you want.`);
    else setFile(chosen);
  };

  return (
    <Surface>
      <Dropzone.FullScreen
        onDrop={([dropped]) => choose(dropped ?? null)}
        onReject={() => bring.refuse("One file at a time, up to 25 MB.")}
        maxFiles={1}
        maxSize={MAX_SOURCE_BYTES}
      >
        <Stack align="center" justify="center" h="100%" gap={4}>
          <IconUpload size={40} stroke={1.4} />
          <Text fw={600}>Drop it here</Text>
          <Text c="dimmed">PDF, Word, Markdown, HTML or text, up to 25 MB</Text>
        </Stack>
      </Dropzone.FullScreen>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready)
            bring.start({ ...tuning, text, file, isPrompt: isPrompt && !file, formats, tone: tone.trim(), brandId });
        }}
      >
        <Stack gap="lg">
          {file ? (
            <Group className={classes["file"] ?? ""} wrap="nowrap">
              <IconFileText size={26} stroke={1.5} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text fw={550} truncate>
                  {file.name}
                </Text>
                <Text c="dimmed" fz="sm">
                  {(file.size / 1024).toLocaleString("en", { maximumFractionDigits: 0 })} KB
                </Text>
              </div>
              <CloseButton aria-label={`Remove ${file.name}`} onClick={() => setFile(null)} />
            </Group>
          ) : (
            <Textarea
              aria-label="Your piece"
              placeholder="Paste the text or a link, or drop a file anywhere on this page"
              autosize
              minRows={7}
              maxRows={18}
              variant="unstyled"
              classNames={{ input: classes["text"] ?? "" }}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <Group justify="space-between" className={classes["below"] ?? ""}>
            <FileButton onChange={choose} accept={ACCEPTED}>
              {(props) => (
                <Button {...props} variant="default" size="sm" leftSection={<IconUpload size={16} />}>
                  Choose a file
                </Button>
              )}
            </FileButton>
            <Text c="dimmed" fz="sm" aria-live="polite">
              {!file && link && (
                <Group gap={6} component="span">
                  <IconLink size={16} /> This is a link: the page will be fetched
                </Group>
              )}
              {!file && !link && words > 0 && `${words.toLocaleString("en")} words`}
            </Text>
          </Group>
          {!file && (
            <Checkbox
              label="There is no piece: write about this from my words alone"
              description={
                writer ? "Marked “no source”: nothing in it can be traced." : "Needs a language model: add a model key."
              }
              disabled={!writer}
              checked={isPrompt}
              onChange={({ currentTarget }) => setIsPrompt(currentTarget.checked)}
            />
          )}
          <FormatChips chosen={formats} onChoose={setChosen} />
          <FineTune value={tuning} onChange={setTuning} hasWriter={writer !== null} />
          {bring.problem && (
            <Alert color="red" role="alert">
              {bring.problem}
            </Alert>
          )}
          <Group align="flex-end" justify="space-between">
            <BrandSelect value={brandId} onChange={setBrandId} />
            <TextInput
              label="Tone"
              placeholder={writer ? "calm, precise, a little dry" : "As the source has it"}
              description={
                writer
                  ? `Written by ${writer}`
                  : "The built-in writer uses the source's own sentences. Add a model key to choose a tone."
              }
              disabled={!writer}
              maxLength={100}
              flex={1}
              maw={460}
              value={tone}
              onChange={(event) => setTone(event.currentTarget.value)}
            />
            <Button type="submit" size="md" loading={bring.busy} disabled={!ready}>
              Write posts
            </Button>
          </Group>
          <CostEstimate characters={file || link ? null : text.length} formats={formats} variants={tuning.variants} />
        </Stack>
      </form>
    </Surface>
  );
}
