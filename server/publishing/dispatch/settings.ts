/** How the dispatcher keeps time; all in milliseconds. Tests shorten them, nothing else does. */
export type Timing = {
  /** How far ahead of its instant a delivery is claimed. */
  ahead: number;
  /** How long before its instant the intent is committed: the cut-off for edits and cancels. */
  cutOff: number;
  /** A claim that is not renewed for this long belongs to nobody. */
  lease: number;
  /** After the intent's commit a write begins within this time or not at all. */
  startWithin: number;
  /** How long one write to a network may take. */
  request: number;
  /** Between the last byte a sender may send and the moment somebody else looks. */
  grace: number;
  /** How long an outcome may stay unknown before a person is asked. */
  patience: number;
  /** When a dispatcher first looks for an unknown outcome itself: the durable function comes sooner, where one runs. */
  look: number;
  /** How long one look-up may take, and how long until the next look. */
  lookUp: number;
  lookAgain: number;
  /** Where a network has no key of ours: how long after its sender's end a write may still land there. */
  settle: number;
  /** Anything later than this is looked up before it is sent. */
  overdue: number;
  /** How often stuck rows are looked for while there is work. */
  tend: number;
  /** How long a stop waits for what is being sent. */
  stopWithin: number;
};

export const TIMING: Timing = {
  ahead: 2_000,
  cutOff: 20,
  lease: 15_000,
  startWithin: 5_000,
  request: 20_000,
  grace: 3_000,
  patience: 45_000,
  look: 6_000,
  lookUp: 12_000,
  lookAgain: 13_000,
  settle: 30_000,
  overdue: 60_000,
  tend: 1_000,
  stopWithin: 3_500,
};

/** How much of one thing a process holds at once, so that none fills it: claims wait in the database instead. */
export const MOST = {
  claim: 500,
  /** In one turn of the event loop. */
  prepared: 25,
  held: 6_000,
  workspace: 1_500,
  /** One for the instant, the rest to follow on at once. */
  channel: 3,
  hubChannel: 1_500,
  network: 512,
  hub: 4_000,
  /** Unknown outcomes looked for at once, and of one network. */
  looks: 200,
  networkLooks: 50,
} as const;

/** How many parts of one channel are written at the same time. The Hub gathers them into one transaction. */
export const concurrencyOf = (network: string): number => (network === "hub" ? 256 : 1);
