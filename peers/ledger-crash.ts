import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Timing } from "@/server/publishing/dispatch/settings";
import { type DispatcherProcess, startDispatcherProcess } from "@/server/testing/dispatcher-process";
import { deliveryRows, eventually } from "@/server/testing/publishing";
import {
  type Account,
  assertThread,
  keysOf,
  reaches,
  recordsOf,
  type Scheduled,
  type Stage,
  schedule,
} from "./ledger-stage";

/** An abandoned intent is looked at after 5 s instead of 28; it is committed early, so that a kill can strike before the write. */
const SHORT: Partial<Timing> = { request: 3_000, startWithin: 1_500, grace: 500, tend: 200, cutOff: 150 };
const DELIVERIES = 30;
const CHANNELS = 5;
const KILLS = 3;

/** 30 deliveries, every fifth a thread of three, while three dispatchers are killed as they hold or send something. */
export async function crashCase(stage: Stage): Promise<void> {
  const { app, proxy } = stage;
  const processes = await Promise.all(Array.from({ length: KILLS + 1 }, () => startDispatcherProcess(null, SHORT)));
  try {
    const accounts: Account[] = [];
    while (accounts.length < CHANNELS) accounts.push(await stage.account());
    proxy.holdMs = 100;
    const start = Date.now() + 6_000;
    const before = proxy.writes().length;
    const sent: (Scheduled & { account: Account; texts: string[] })[] = [];
    for (let i = 0; i < DELIVERIES; i++) {
      const texts = i % 5 === 0 ? [`${i}a`, `${i}b`, `${i}c`] : [`${i}`];
      const account = accounts[Math.floor(i / 6)];
      assert.ok(account);
      const delivery = await schedule(stage, account, texts, start + Math.round(Math.random() * 5_000));
      sent.push({ account, texts, ...delivery });
    }
    const struck = await killSome(stage, processes, before);
    const ends = [];
    for (const one of sent) ends.push(await reaches(stage, one, "published"));

    for (const account of accounts) {
      const mine = sent.filter((one) => one.account === account);
      const records = await recordsOf(stage, account);
      assert.deepEqual(
        records.map(({ value }) => value.text).toSorted(),
        mine.flatMap(({ texts }) => texts).toSorted(),
      );
      for (const { texts, dueAt } of mine) {
        assertThread(records, texts);
        const keys = keysOf(records.filter(({ value }) => texts.includes(value.text)));
        const early = proxy.writes(keys).filter(({ at }) => at < dueAt);
        assert.deepEqual(early, [], "something went out early");
      }
    }
    const lookedUp = ends.flatMap(({ attempts }) => attempts).filter(({ kind }) => kind === "reconcile");
    const found = lookedUp.filter(({ outcome }) => outcome === "published").length;
    const absent = lookedUp.length - found;
    console.log(`      killed ${KILLS}, ${struck} while sending; looked up: ${found} were out, ${absent} were not`);
  } finally {
    proxy.holdMs = 0;
    await Promise.all(processes.map((one) => one.stop()));
  }

  async function killSome({ proxy }: Stage, processes: DispatcherProcess[], before: number): Promise<number> {
    let struck = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const reached = before + 10 * kill + Math.floor(Math.random() * 10);
      await eventually("the burst goes on", () => proxy.writes().length > reached);
      await wait(Math.random() * 150);
      const { child, state } = await eventually("a dispatcher is at work", async () => {
        const held = (await deliveryRows(app.ctx)).toSorted(sendingFirst).flatMap(({ owner, state }) => {
          const child = processes.map((one) => one.child).find(({ pid }) => owner?.split("|").at(3) === `${pid}`);
          return child && !child.killed ? [{ child, state }] : [];
        });
        return held[0] ?? null;
      });
      child.kill("SIGKILL");
      if (state === "sending") struck++;
    }
    return struck;
  }
}

const sendingFirst = (a: { state: string }, b: { state: string }): number =>
  Number(b.state === "sending") - Number(a.state === "sending");
