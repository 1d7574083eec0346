"use client";
import { ActionIcon, Badge, Button, Group, Menu, Stack, Switch, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconArrowDown, IconArrowUp, IconDots } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { BudgetBar } from "@/components/budget-bar";
import { momentIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";
import type { ProviderStatus, ProviderView, TestedProvider } from "@/server/models/input";
import classes from "./models.module.css";

const STATES: Record<ProviderStatus["state"], { label: string; color: string }> = {
  ok: { label: "Works", color: "pine" },
  new: { label: "Not asked yet", color: "gray" },
  off: { label: "Switched off", color: "gray" },
  over_budget: { label: "Budget used up", color: "yellow" },
  failing: { label: "Failed last time", color: "red" },
  resting: { label: "Resting after failures", color: "yellow" },
};

const RESULTS: Record<TestedProvider["models"][number]["result"], string> = {
  works: "Works",
  wrong_key: "Wrong key",
  no_model: "No such model",
  unreachable: "Cannot be reached",
  no_credit: "No credit left",
  limited: "Asked too often",
  over_budget: "Not within the budget",
  odd: "Answers, but not as asked",
};

type Props = {
  provider: ProviderView;
  canManage: boolean;
  timeZone: string;
  place: { isFirst: boolean; isLast: boolean };
  drag: { onStart: () => void; onDrop: () => void };
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onChanged: () => void;
};

/** One provider: how it is, what it may still cost, and what can be done with it. */
export function ProviderRow({ provider, canManage, timeZone, place, drag, onMove, onEdit, onChanged }: Props) {
  const { name, small, large, keyEnd, baseUrl, priced, budget, status, isOn, id: providerId } = provider;
  const test = useTest(provider, onChanged);
  const remove = useRemove(provider, onChanged);
  const api = useTRPC();
  const toggle = useMutation(
    api.models.update.mutationOptions({
      onSettled: onChanged,
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  const checked = toggle.isPending ? (toggle.variables.isOn ?? isOn) : isOn;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a shortcut; the arrows do the same for everyone.
    <div
      draggable={canManage}
      onDragStart={drag.onStart}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drag.onDrop}
      className={canManage ? classes["dragged"] : undefined}
    >
      <Surface p="md">
        <div className={classes["row"]}>
          {canManage ? (
            <Stack gap={2}>
              <Arrow up name={name} isOff={place.isFirst} onClick={() => onMove(-1)} />
              <Arrow name={name} isOff={place.isLast} onClick={() => onMove(1)} />
            </Stack>
          ) : (
            <span />
          )}
          <div>
            <Group gap="sm">
              <Text fw={600}>{name}</Text>
              <Badge color={STATES[status.state].color} variant="light" radius="sm">
                {STATES[status.state].label}
              </Badge>
            </Group>
            <Text fz="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {small === large ? large : `${large} for drafts, ${small} for outlines and repairs`}
              {keyEnd && ` · key …${keyEnd}`}
              {baseUrl && ` · ${baseUrl}`}
            </Text>
            {status.message && (
              <Text fz="sm" mt={4}>
                {status.at && status.state !== "over_budget" && `${momentIn(status.at, timeZone)}: `}
                {status.message}
              </Text>
            )}
            {(!priced.small || !priced.large) && (
              <Text fz="sm" c="dimmed" mt={4}>
                The price of {priced.large ? small : large} is not known: its calls are not in the cost, and a budget
                refuses them. Enter the price under Change.
              </Text>
            )}
            <Stack gap="xs" className={classes["budgets"] ?? ""}>
              <BudgetBar label="Today" {...budget.day} />
              <BudgetBar label="This month" {...budget.month} />
            </Stack>
          </div>
          {canManage && (
            <Group gap="xs" className={classes["tools"] ?? ""}>
              <Switch
                aria-label={`Ask ${name}`}
                checked={checked}
                onChange={({ currentTarget }) => toggle.mutate({ providerId, isOn: currentTarget.checked })}
              />
              <Button size="compact-sm" variant="default" loading={test.isPending} onClick={test.run}>
                Test
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={`More for ${name}`}>
                    <IconDots size={18} stroke={1.7} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={onEdit}>Change</Menu.Item>
                  <Menu.Item color="red" onClick={remove}>
                    Remove
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </Group>
          )}
        </div>
        {test.result && <Tested result={test.result} />}
      </Surface>
    </div>
  );
}

function Arrow({ up, name, isOff, onClick }: { up?: boolean; name: string; isOff: boolean; onClick: () => void }) {
  const Icon = up ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      disabled={isOff}
      onClick={onClick}
      aria-label={`Ask ${name} ${up ? "earlier" : "later"}`}
    >
      <Icon size={16} stroke={1.7} />
    </ActionIcon>
  );
}

function Tested({ result }: { result: TestedProvider }) {
  return (
    <Stack gap={4} mt="sm" role="status">
      {result.models.map(({ model, result: outcome, message }) => (
        <Text key={model} fz="sm">
          <Text span inherit fw={600} c={outcome === "works" ? "" : "var(--mantine-color-error)"}>
            {RESULTS[outcome]}
          </Text>
          {` · ${model}`}
          {outcome !== "works" && `. ${message}`}
        </Text>
      ))}
    </Stack>
  );
}

function useTest({ id: providerId }: ProviderView, onChanged: () => void) {
  const api = useTRPC();
  const test = useMutation(
    api.models.test.mutationOptions({
      onSettled: onChanged,
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  return { run: () => test.mutate({ providerId }), isPending: test.isPending, result: test.data };
}

function useRemove({ id: providerId, name }: ProviderView, onChanged: () => void): () => void {
  const api = useTRPC();
  const remove = useMutation(
    api.models.remove.mutationOptions({
      onSuccess: () => {
        onChanged();
        notifications.show({ message: `${name} is removed, and its key with it.` });
      },
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  return () =>
    modals.openConfirmModal({
      title: `Remove ${name}?`,
      children: <Text>Its key is deleted. What it has cost stays on the usage page.</Text>,
      labels: { confirm: "Remove", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => remove.mutate({ providerId }),
    });
}
