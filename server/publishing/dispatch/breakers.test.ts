import { expect, test } from "vitest";
import { createBreakers } from "./breakers";

let now = 0;
const make = () => createBreakers({ clock: { now: () => now, sample: () => {} }, probeMs: 20_000 });
let count = 0;
const post = (channelId: string, network: "x" | "facebook" | "hub" = "x") => ({
  id: `d${count++}`,
  channelId,
  network,
});
const CHANNELS = ["a", "b", "c", "d", "e"];

test("one bad channel, however often it fails, stops nobody", () => {
  const breakers = make();
  for (let i = 0; i < 50; i++) breakers.note(post("a"), "failed");
  expect(breakers.waitFor(post("b"))).toBe(0);
});

test("a success in between says that the network answers", () => {
  const breakers = make();
  for (const channel of CHANNELS.slice(1)) breakers.note(post(channel), "failed");
  breakers.note(post("z"), "answered");
  breakers.note(post("a"), "failed");
  expect(breakers.waitFor(post("b"))).toBe(0);
});

test("many channels in a row stop their network and no other; one probe at a time, in growing waits, until one succeeds", () => {
  const breakers = make();
  now = 1_000;
  for (const channel of CHANNELS) breakers.note(post(channel), "failed");
  expect(breakers.down()).toEqual({ x: 6_000 });
  expect(breakers.waitFor(post("f"))).toBe(5_000);
  expect(breakers.waitFor(post("f", "facebook"))).toBe(0);
  now = 6_000;
  const probe = post("f");
  expect(breakers.waitFor(probe)).toBe(0);
  expect(breakers.waitFor(post("g"))).toBe(20_000);
  breakers.note(post("late"), "failed");
  now = 7_000;
  breakers.note(probe, "failed");
  expect(breakers.waitFor(post("g"))).toBe(10_000);
  now = 17_000;
  const dropped = post("h");
  expect(breakers.waitFor(dropped)).toBe(0);
  breakers.note(dropped, "nothing");
  const next = post("i");
  expect(breakers.waitFor(next)).toBe(0);
  expect(breakers.note(next, "answered")).toBe(true);
  expect(breakers.waitFor(post("j"))).toBe(0);
  expect(breakers.down()).toEqual({});
});

test("the Hub is our own database", () => {
  const breakers = make();
  for (const channel of CHANNELS) breakers.note(post(channel, "hub"), "failed");
  expect(breakers.waitFor(post("z", "hub"))).toBe(0);
});
