import type { NetworkId, NetworkRules } from "@/server/networks/rules";

/** A connected account as an adapter sees it: decrypted credentials live only as long as the call. */
export type ChannelAccess = {
  channelId: string;
  workspaceId: string;
  /** The account's own id on the network: a DID, a Hub handle. */
  remoteId: string;
  credentials: Readonly<Record<string, string>>;
};

/**
 * What `connect` and `refresh` give back. `expiresAt` is when the access credential dies, null when it does not; `endsAt`
 * when not even `refresh` helps any more, absent when that is not known or never comes.
 */
export type ConnectedAccount = {
  remoteId: string;
  name: string;
  avatarUrl: string | null;
  credentials: Record<string, string>;
  expiresAt: Date | null;
  endsAt?: Date | null;
};

/** A media file handed to an adapter; `read` gives its bytes when they are needed. */
export type OutgoingMedia = {
  assetId: string;
  mediaType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  alt: string;
  read: () => Promise<Uint8Array>;
};

/** What the network gave back for one part; `data` is whatever the adapter needs to reply to it, read or remove it. */
export type Receipt = { remoteId: string; url: string | null; data: Record<string, string> };

/** One part on its way out. `ownKey` is chosen by us and stored before the call; it names this part for ever. */
export type OutgoingPart = {
  deliveryId: string;
  /** 0-based place in the thread. */
  ordinal: number;
  partCount: number;
  title: string | null;
  text: string;
  language: string | null;
  media: OutgoingMedia[];
  ownKey: string;
  /** The instant the person chose; networks that carry a date get this one. */
  dueAt: Date;
  /** Receipts of the parts before this one, in order. */
  previous: Receipt[];
  /** What `prepare` made for this part, null when there was nothing to prepare; for `prepare` itself, what it kept so far. */
  prepared: Record<string, unknown> | null;
};

/** Did it land? */
export type Reconciled = { state: "published"; receipt: Receipt } | { state: "absent" } | { state: "cannot_tell" };

/**
 * What a person would now see there, for the proof of publish; null when nothing is there. `links` are the full addresses
 * behind links that the network shows shortened; absent where the text holds them.
 */
export type Readback = { text: string; mediaCount: number; url: string | null; links?: string[] } | null;

/** One network. Data first; every method throws NetworkError, and none of them retries. */
export type Network = {
  id: NetworkId;
  name: string;
  rules: NetworkRules;
  /** Turns what a person typed (or an OAuth answer) into a connected account. */
  connect?: (input: Record<string, string>, signal: AbortSignal) => Promise<ConnectedAccount>;
  /** Renews credentials; the old ones may be dead when it returns. */
  refresh?: (channel: ChannelAccess, signal: AbortSignal) => Promise<ConnectedAccount>;
  /**
   * Uploads and containers ahead of time: repeatable and invisible. What takes long hands `keep` what is done so far and
   * finds it in `part.prepared` when it is called again after a crash.
   */
  prepare?: (
    channel: ChannelAccess,
    part: OutgoingPart,
    signal: AbortSignal,
    keep?: (soFar: Record<string, unknown>) => Promise<void>,
  ) => Promise<Record<string, unknown>>;
  /** How long the network keeps what was prepared, in milliseconds; absent: until it is used. */
  keepsPreparedMs?: number;
  /** The externally visible write of one part, in as few calls as the network allows. */
  publish: (channel: ChannelAccess, part: OutgoingPart, signal: AbortSignal) => Promise<Receipt>;
  /** Looks for a part whose outcome is unknown. */
  reconcile: (channel: ChannelAccess, part: OutgoingPart, signal: AbortSignal) => Promise<Reconciled>;
  readBack: (channel: ChannelAccess, receipt: Receipt, signal: AbortSignal) => Promise<Readback>;
  remove?: (channel: ChannelAccess, receipt: Receipt, signal: AbortSignal) => Promise<void>;
};
