import { expect, test } from "vitest";
import { createAlarm } from "./alarm";

test("what is on time is woken before what is late, and a burst leaves room between its parts", async () => {
  let now = 10;
  const alarm = createAlarm({ now: () => now, sample: () => {} });
  const order: string[] = [];
  const wait = (what: string, at: number) => alarm.until(at).then(() => order.push(what));
  const late = Array.from({ length: 40 }, () => wait("late", 0));
  const onTime = wait("on time", 11);
  const early = wait("early", 13);
  now = 12;
  await onTime;
  expect(order[0]).toBe("on time");
  expect(order.length).toBeLessThan(41);
  await Promise.all(late);
  expect(order).not.toContain("early");
  now = 13;
  await early;
  expect(order).toHaveLength(42);
});
