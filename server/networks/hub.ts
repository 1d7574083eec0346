import { AppError, NetworkError } from "@/server/errors";
import { isLate } from "./http";
import type { ChannelAccess, Network, OutgoingMedia, Receipt } from "./network";
import { RULES } from "./rules";

/** What names a page for ever: the part's own key within a channel. */
export type HubPageKey = { workspaceId: string; channelId: string; ownKey: string };

/** A page as it stands; `url` may be relative to the app. */
export type HubPage = { id: string; slug: string; url: string; text: string; mediaCount: number };

/** The write capability that server/hub gives to the adapter. */
export type HubWriter = {
  /** Creates the page, or returns the one that this key already names, unchanged; nothing once its signal's time is over. */
  put: (
    input: HubPageKey & {
      deliveryId: string;
      ordinal: number;
      title: string | null;
      text: string;
      media: OutgoingMedia[];
      dueAt: Date;
      signal: AbortSignal;
    },
  ) => Promise<HubPage>;
  find: (key: HubPageKey) => Promise<HubPage | null>;
  /** Takes the page down; a page that is not there is no error. */
  remove: (key: HubPageKey) => Promise<void>;
};

/** The workspace's own public channel, served by this app. */
export function hubNetwork(write: HubWriter): Network {
  return {
    id: "hub",
    name: "Hub",
    rules: RULES.hub,
    publish: async (channel, part, signal) => {
      const { deliveryId, ordinal, title, text, media, dueAt, ownKey } = part;
      if (isLate(signal)) throw tooLate();
      const page = await attempt("unknown_outcome", () =>
        write.put({ ...keyOf(channel, ownKey), deliveryId, ordinal, title, text, media, dueAt, signal }),
      );
      return toReceipt(page, ownKey);
    },
    reconcile: async (channel, { ownKey }) => {
      const page = await attempt("unavailable", () => write.find(keyOf(channel, ownKey)));
      return page ? { state: "published", receipt: toReceipt(page, ownKey) } : { state: "absent" };
    },
    readBack: async (channel, receipt) => {
      const page = await attempt("unavailable", () => write.find(keyOf(channel, receipt.data["ownKey"] ?? "")));
      return page && { text: page.text, mediaCount: page.mediaCount, url: page.url };
    },
    remove: (channel, receipt) =>
      attempt("unavailable", () => write.remove(keyOf(channel, receipt.data["ownKey"] ?? ""))),
  };
}

/** Nothing was written, because the sender waits no longer. */
export const tooLate = (): NetworkError =>
  new NetworkError("unavailable", "It became too late to write to the Hub.", { code: "timeout" });

function keyOf({ workspaceId, channelId }: ChannelAccess, ownKey: string): HubPageKey {
  return { workspaceId, channelId, ownKey };
}

function toReceipt(page: HubPage, ownKey: string): Receipt {
  return { remoteId: page.id, url: page.url, data: { ownKey, slug: page.slug } };
}

/** A refusal of ours is final; a database that fails in the middle may have committed. */
async function attempt<T>(lost: "unknown_outcome" | "unavailable", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause;
    if (cause instanceof AppError) {
      const kind = cause.code === "SERVICE_UNAVAILABLE" ? "unavailable" : "rejected";
      throw new NetworkError(kind, cause.message, { cause, code: cause.code });
    }
    throw new NetworkError(lost, "The Hub's database did not answer.", { cause });
  }
}
