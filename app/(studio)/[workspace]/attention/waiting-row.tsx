"use client";
import { Button, Group, Kbd, Text, Tooltip } from "@mantine/core";
import Link from "next/link";
import { type KeyboardEvent, useState } from "react";
import { DeliveryLog } from "@/components/delivery/delivery-log";
import { NetworkGlyph } from "@/components/network-glyph";
import { momentIn, zoneName } from "@/components/times";
import { RULES } from "@/server/networks/rules";
import type { DeliverySummary } from "@/server/publishing/input";
import classes from "./inbox.module.css";
import type { Answer } from "./use-answers";

type Props = {
  workspace: string;
  delivery: DeliverySummary;
  timeZone: string;
  onAnswer: ((answer: Answer) => void) | null;
};

const LABEL: Record<Answer, { text: string; key: string }> = {
  it_is_live: { text: "It is live", key: "l" },
  send_again: { text: "Send again", key: "s" },
  leave: { text: "Leave it", key: "x" },
};

/** Whatever asks a question may be live already; a refusal certainly is not. */
const answersFor = ({ state, failure }: DeliverySummary): Answer[] => {
  if (state === "failed" || failure?.code === "reconnect" || failure?.code === "gave_up")
    return ["send_again", "leave"];
  return ["it_is_live", "send_again", "leave"];
};

/** One post that waits: what it is, why it waits, and its answers, each one click or one key. */
export function WaitingRow({ workspace, delivery, timeZone, onAnswer }: Props) {
  const [told, setTold] = useState(false);
  const { network, channelName, dueAt, title, failure, postId } = delivery;
  const answers = answersFor(delivery);
  const onKeyDown = (event: KeyboardEvent) => {
    const answer = answers.find((each) => LABEL[each].key === event.key);
    if (!answer || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onAnswer?.(answer);
  };
  return (
    <li className={classes["row"]} onKeyDown={onKeyDown}>
      <NetworkGlyph network={network} size={34} />
      <div className={classes["words"]}>
        <Link href={`/${workspace}/posts/${postId}`} className={classes["title"] ?? ""} data-waiting>
          {title}
        </Link>
        <Text fz="sm" c="dimmed" className="tabular">
          {channelName} · {RULES[network].name} ·{" "}
          <time dateTime={dueAt.toISOString()}>
            {momentIn(dueAt, timeZone)} {zoneName(dueAt, timeZone)}
          </time>
        </Text>
        <Text fz="sm" mt={4}>
          {failure?.message ?? "It did not go out."}
        </Text>
        <Group gap="xs" mt="xs">
          {onAnswer &&
            answers.map((answer) => (
              <Tooltip key={answer} openDelay={500} label={<Kbd size="xs">{LABEL[answer].key}</Kbd>}>
                <Button
                  size="compact-sm"
                  variant={answer === "leave" ? "subtle" : "default"}
                  color="gray"
                  onClick={() => onAnswer(answer)}
                >
                  {LABEL[answer].text}
                </Button>
              </Tooltip>
            ))}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-expanded={told}
            onClick={() => setTold((now) => !now)}
          >
            {told ? "Hide what happened" : "What happened?"}
          </Button>
        </Group>
        {told && <DeliveryLog deliveryId={delivery.id} timeZone={timeZone} />}
      </div>
    </li>
  );
}
