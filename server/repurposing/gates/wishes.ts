import { hashtagsOf } from "@/server/networks/rules";
import type { Finding, GateInput } from "./gate";

/** What a person asked a text to be, as far as data can tell; null leaves it open. */
export type GateWishes = {
  emoji: "none" | "few" | "free" | null;
  maxHashtags: number | null;
  /** The most a part may hold, in the network's unit. */
  longest: number | null;
  callToAction: string | null;
};

const EMOJI = /\p{RGI_Emoji}/gv;
/** "A few" is one in a part. */
const FEW = 1;

/** What was asked for under "Fine-tune" holds: emoji, hashtags, length, closing words. */
export function gateWishes({ parts, wishes, measure }: GateInput): Finding[] {
  if (wishes === undefined) return [];
  const findings: Finding[] = [];
  const whole = (message: string) => findings.push({ state: "fix", part: null, sentence: null, span: null, message });
  const most = { none: 0, few: FEW, free: null }[wishes.emoji ?? "free"];
  for (const [part, { text, role }] of parts.entries()) {
    const emoji = [...text.matchAll(EMOJI)];
    const over = most === null ? undefined : emoji[most];
    if (over !== undefined) {
      const span = { start: over.index, end: over.index + over[0].length };
      const message = most === 0 ? "You asked for no emoji." : "You asked for few emoji: one in a part.";
      findings.push({ state: "fix", part, sentence: null, span, message, suggestion: "" });
    }
    const length = role === undefined && measure !== undefined ? measure(text) : 0;
    if (wishes.longest !== null && length > wishes.longest) {
      const message = `You asked for a shorter text: this has ${length}, ${wishes.longest} would do.`;
      findings.push({ state: "fix", part, sentence: null, span: null, message });
    }
  }
  const tags = parts.reduce((sum, { text }) => sum + hashtagsOf(text).length, 0);
  if (wishes.maxHashtags !== null && tags > wishes.maxHashtags)
    whole(
      `You asked for ${wishes.maxHashtags === 0 ? "no hashtags" : `${wishes.maxHashtags} hashtags at most`}: these are ${tags}.`,
    );
  const { callToAction } = wishes;
  if (callToAction !== null && !parts.some(({ text }) => text.includes(callToAction)))
    whole("There was no room for the closing words you asked for.");
  return findings;
}
