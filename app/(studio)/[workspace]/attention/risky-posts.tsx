"use client";
import { Button, Group, Text, Title } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { RescheduleDialog } from "@/components/delivery/reschedule-dialog";
import { useDeliveryActions } from "@/components/delivery/use-delivery-actions";
import { errorsOf, useRefreshWaiting } from "@/components/delivery/use-waiting";
import { NetworkGlyph } from "@/components/network-glyph";
import { momentIn, zoneName } from "@/components/times";
import { ButtonLink } from "@/components/ui/links";
import type { DeliverySummary } from "@/server/publishing/input";
import classes from "./inbox.module.css";

type Props = { workspace: string; deliveries: DeliverySummary[]; timeZone: string; canChange: boolean };

/** Posts of the next day that would be refused as they are: there is still time to mend them. */
export function RiskyPosts({ workspace, deliveries, timeZone, canChange }: Props) {
  return (
    <section aria-labelledby="risky">
      <Title order={2} fz={18} id="risky">
        Will not go out as they are
      </Title>
      <Text c="dimmed" fz="sm" mb="sm">
        Planned for the next day, and there is still time to mend them.
      </Text>
      <ul className={classes["list"]}>
        {deliveries.map((delivery) => (
          <RiskyRow
            key={delivery.id}
            workspace={workspace}
            delivery={delivery}
            timeZone={timeZone}
            canChange={canChange}
          />
        ))}
      </ul>
    </section>
  );
}

type RowProps = Omit<Props, "deliveries"> & { delivery: DeliverySummary };

function RiskyRow({ workspace, delivery, timeZone, canChange }: RowProps) {
  const refresh = useRefreshWaiting();
  const act = useDeliveryActions(delivery, refresh);
  const [moving, setMoving] = useState(false);
  const { title, postId, dueAt, channelName, network } = delivery;
  return (
    <li className={classes["row"]}>
      <NetworkGlyph network={network} size={34} />
      <div className={classes["words"]}>
        <Link href={`/${workspace}/posts/${postId}`} className={classes["title"] ?? ""} data-waiting>
          {title}
        </Link>
        <Text fz="sm" c="dimmed" className="tabular">
          {channelName} ·{" "}
          <time dateTime={dueAt.toISOString()}>
            {momentIn(dueAt, timeZone)} {zoneName(dueAt, timeZone)}
          </time>
        </Text>
        {errorsOf(delivery).map(({ code, message }) => (
          <Text key={code} fz="sm" mt={4}>
            {message}
          </Text>
        ))}
        <Group gap="xs" mt="xs">
          <ButtonLink href={`/${workspace}/posts/${postId}`} size="compact-sm" variant="default">
            Mend it
          </ButtonLink>
          {canChange && (
            <>
              <Button size="compact-sm" variant="default" onClick={() => setMoving(true)}>
                Reschedule
              </Button>
              <Button size="compact-sm" variant="subtle" color="gray" disabled={act.busy} onClick={act.cancel}>
                Cancel it
              </Button>
            </>
          )}
        </Group>
        {moving && (
          <RescheduleDialog
            workspace={workspace}
            delivery={delivery}
            onClose={() => setMoving(false)}
            onChanged={refresh}
          />
        )}
      </div>
    </li>
  );
}
