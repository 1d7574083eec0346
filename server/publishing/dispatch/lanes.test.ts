import { expect, test } from "vitest";
import { createLanes } from "./lanes";
import type { Claimed } from "./ledger";
import { MOST } from "./settings";

const delivery = (over: Partial<Claimed>): Claimed =>
  ({ id: crypto.randomUUID(), workspaceId: "w", channelId: "c", network: "x", sendAt: 1_000_000, ...over }) as Claimed;
const make = () =>
  createLanes({
    clock: { now: () => 0, sample: () => {} },
    cutOff: 20,
    prepare: () => new Promise(() => {}),
    go: () => Promise.resolve(),
  });

test("a process has room left for others, however much one workspace, channel or network wants", () => {
  const lanes = make();
  for (let i = 0; i < MOST.channel; i++) lanes.add(delivery({ channelId: "busy", workspaceId: "other" }));
  for (let i = 0; i < MOST.network; i++)
    lanes.add(delivery({ channelId: `f${i}`, network: "facebook", workspaceId: `${i}` }));
  for (let i = 0; i < MOST.workspace; i++)
    lanes.add(delivery({ channelId: `h${i}`, network: "hub", workspaceId: "giant" }));
  expect(lanes.full()).toEqual({ workspaces: ["giant"], channels: ["busy"], networks: ["facebook"] });
  expect(lanes.size()).toBeLessThan(MOST.held);
  lanes.clear();
  expect([lanes.size(), lanes.full()]).toEqual([0, { workspaces: [], channels: [], networks: [] }]);
});
