"use client";
import { Alert, Anchor, Grid, GridCol, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { PageHeader } from "@/components/ui/page-header";
import { Surface } from "@/components/ui/surface";
import { Blocks } from "./blocks";
import { CoveragePanel } from "./coverage-panel";
import { Lineage } from "./lineage";
import { SourceActions } from "./source-actions";
import { SourceJobs } from "./source-jobs";
import { WriteAgain } from "./write-again";

/** A source as it was read, what came of it, and what can be done with it. */
export function SourceView({ workspace, sourceId }: { workspace: string; sourceId: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const options = api.sources.get.queryOptions({ sourceId });
  const source = useQuery(options);
  const coverage = useQuery(api.coverage.get.queryOptions({ sourceId }));
  const reread = () => {
    void queryClient.invalidateQueries({ queryKey: options.queryKey });
    void queryClient.invalidateQueries(api.coverage.pathFilter());
  };
  useLive((message) => {
    if (message.kind === "reset" || (message.kind === "source" && message.id === sourceId)) reread();
    if (message.kind === "post")
      void queryClient.invalidateQueries(api.coverage.pathFilter(), { cancelRefetch: false });
  });
  if (source.isPending) return <Skeleton height={420} radius="lg" />;
  if (source.isError) return <Alert color="red">{source.error.message}</Alert>;
  const { data } = source;
  const facts = [
    data.byline,
    data.wordCount && `${data.wordCount.toLocaleString("en")} words`,
    data.version && data.version > 1 && `version ${data.version}`,
  ].filter(Boolean);
  return (
    <>
      <PageHeader
        title={data.title}
        help={
          <Group gap="md">
            {facts.join(" · ")}
            {data.url && (
              <Anchor href={data.url} rel="noreferrer" inherit>
                {new URL(data.url).host}
              </Anchor>
            )}
          </Group>
        }
        action={<SourceActions workspace={workspace} source={data} onChanged={reread} />}
      />
      {data.failure && (
        <Alert color="red" title="This could not be read" mb="lg">
          {data.failure.message}
        </Alert>
      )}
      <Lineage workspace={workspace} sourceId={sourceId} />
      <Grid gap="xl">
        <GridCol span={{ base: 12, lg: 8 }}>
          <Surface p={{ base: "lg", sm: 40 }}>
            {data.state === "reading" && data.blocks.length === 0 ? (
              <Stack>
                <Text c="dimmed" role="status">
                  Reading it…
                </Text>
                <Skeleton height={14} />
                <Skeleton height={14} width="85%" />
              </Stack>
            ) : (
              <Blocks
                blocks={data.blocks}
                title={data.title}
                language={data.language}
                used={coverage.data?.versionId === data.versionId ? (coverage.data?.used ?? []) : []}
              />
            )}
          </Surface>
        </GridCol>
        <GridCol span={{ base: 12, lg: 4 }}>
          <Stack gap="lg">
            {data.state === "ready" && <WriteAgain workspace={workspace} sourceId={sourceId} />}
            {data.versionId && <CoveragePanel workspace={workspace} sourceId={sourceId} />}
            <SourceJobs workspace={workspace} sourceId={sourceId} />
          </Stack>
        </GridCol>
      </Grid>
    </>
  );
}
