"use client";
import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { dollarsOf } from "@/components/money";
import { useTRPC } from "@/components/trpc";
import { TextLink } from "@/components/ui/links";

/** What a job has cost so far, and why a model was not asked; read anew whenever it is mounted. */
export function JobCost({ workspace, jobId }: { workspace: string; jobId: string }) {
  const api = useTRPC();
  const { data } = useQuery(api.usage.ofJob.queryOptions({ jobId }, { staleTime: 0, retry: false }));
  if (!data) return null;
  const { costMicros, savedMicros, unpriced, passedOver, inputTokens, outputTokens } = data;
  const tokens = inputTokens + outputTokens;
  return (
    <>
      {passedOver.length > 0 && (
        <Alert color="yellow" title="Not every model could be asked">
          {passedOver.map(({ provider, model, reason }) => (
            <Text key={`${provider}/${model}`} fz="sm">
              {model}:{" "}
              {reason === "over_budget"
                ? "the budget has no room for another call, so the next one in order wrote."
                : "its price is not known, so no budget can hold it."}
            </Text>
          ))}
          <TextLink href={`/${workspace}/settings/models`} fz="sm">
            Models and budgets
          </TextLink>
        </Alert>
      )}
      {tokens > 0 && (
        <Text c="dimmed" fz="sm" className="tabular">
          {unpriced > 0 && costMicros === 0 ? "Cost not known" : dollarsOf(costMicros)}
          {`, ${tokens.toLocaleString("en")} tokens`}
          {savedMicros > 0 && `, ${dollarsOf(savedMicros)} saved by replies that were there already`}
        </Text>
      )}
    </>
  );
}
