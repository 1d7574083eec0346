import { systemCtx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { ChannelAccess } from "@/server/networks/network";
import type { ChannelDoor } from "./channel-door";
import type { Clock } from "./clock";
import type { Claimed, Outcome } from "./ledger";
import { failed, refreshed } from "./outcome";

type Failure = {
  delivery: Claimed;
  channel: (ChannelAccess & { version: number }) | null;
  ordinal: number;
  kind: Outcome["kind"];
};

/** What a failure comes to. A sign-in that ran out is renewed once and tried again; the second time a person is asked. */
export async function settleFailure(
  failure: Failure,
  error: unknown,
  { door, clock }: { door: ChannelDoor; clock: Clock },
): Promise<Outcome> {
  const { delivery, channel } = failure;
  const expired = error instanceof NetworkError && error.kind === "auth_expired";
  if (!expired || !channel) return failed({ ...failure, now: clock.now() }, error);
  const ctx = systemCtx(delivery.workspaceId, "dispatcher");
  if (delivery.failureCode === "auth_expired") {
    await door.lose(ctx, delivery.channelId, error.message, channel.version);
    return failed({ ...failure, now: clock.now() }, error);
  }
  try {
    await door.refresh(ctx, delivery.channelId, channel.version);
    return refreshed(failure);
  } catch (cause) {
    // Nothing was accepted, so a failure of our own on the way to new credentials may be tried again.
    const known = cause instanceof NetworkError ? cause : new NetworkError("unavailable", error.message, { cause });
    return failed({ ...failure, now: clock.now() }, known);
  }
}
