"use client";
import { Alert, Button, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import { Section } from "@/components/ui/section";
import type { VoiceView } from "@/server/voices/input";

const languageName = (code: string): string =>
  code === "und" ? "An unknown language" : (new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code);

/** How the author writes, as measured, and how sure that is. */
export function MeasuredVoice({ brandId }: { brandId: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const voice = useQuery(api.voices.get.queryOptions({ brandId }));
  const measure = useMutation(
    api.voices.measure.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(api.voices.pathFilter()),
      onError: ({ message }) => notifications.show({ color: "red", message }),
    }),
  );
  return (
    <Section
      title="Your measured voice"
      help="Counted from texts, without a model: small words, sounds of three letters, the build of sentences."
    >
      {voice.isPending && <Skeleton height={120} />}
      {voice.isError && <Alert color="red">{voice.error.message}</Alert>}
      {voice.data?.languages.map((one) => (
        <Measured key={one.language} voice={one} />
      ))}
      {voice.data?.missing.map(({ language, reason }) => (
        <Text key={language} fz="sm">
          {languageName(language)}: {reason}
        </Text>
      ))}
      {voice.data && voice.data.languages.length + voice.data.missing.length === 0 && (
        <Text fz="sm" c="dimmed">
          Add texts the author wrote alone, below. Three posts or one article are enough to begin with.
        </Text>
      )}
      {voice.data && voice.data.languages.length + voice.data.missing.length > 0 && (
        <Button
          variant="default"
          style={{ alignSelf: "flex-start" }}
          loading={measure.isPending}
          onClick={() => measure.mutate({ brandId })}
        >
          Measure again
        </Button>
      )}
    </Section>
  );
}

function Measured({ voice }: { voice: VoiceView["languages"][number] }) {
  const { language, pieces, words, editedWords, lines, heldOut, measuredAt } = voice;
  return (
    <div>
      <Text fw={600}>{languageName(language)}</Text>
      <Stack component="ul" gap={4} my={6} pl={18}>
        {lines.map((line) => (
          <Text key={line} component="li" fz="sm">
            {line}
          </Text>
        ))}
      </Stack>
      <Text fz="sm">
        {heldOut
          ? `Of your texts, each judged unseen, ${heldOut.ownKnown} of ${heldOut.own} were known as yours; of ${heldOut.others} by others, ${heldOut.others - heldOut.othersKnown} were taken for yours.`
          : "How well it tells you from others is not checked: there are too few other authors in this language."}
      </Text>
      <Text fz="xs" c="dimmed" mt={4}>
        From {words.toLocaleString("en")} words in {pieces} pieces
        {editedWords > 0 && `, ${editedWords.toLocaleString("en")} of them from your edits`}, measured{" "}
        <Moment at={measuredAt} />
      </Text>
    </div>
  );
}
