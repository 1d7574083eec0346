import { describe, expect, it } from "vitest";
import { costMicros, PRICE_SOURCES } from "@/server/ai/prices";

const tokens = (input: number, output: number, cachedInput = 0, cacheWrite = 0) => ({
  input,
  output,
  cachedInput,
  cacheWrite,
});

describe("costMicros", () => {
  it("prices fresh, cached, written and output tokens each at their own rate", () => {
    // 500 × 2 + 300 × 0.10 + 200 × 2.5 + 100 × 10
    expect(costMicros("gpt-6.1-sol", tokens(1000, 100, 300, 200))).toBe(2530);
    expect(costMicros("claude-sonnet-5-5", tokens(1000, 100, 300, 200))).toBe(2530);
  });

  it("bills a whole call above 272K input tokens at OpenAI twice for input and 1.5 times for output", () => {
    expect(costMicros("gpt-6-sol", tokens(272_000, 1000))).toBe(272_000 * 2 + 1000 * 10);
    expect(costMicros("gpt-6-sol", tokens(272_001, 1000))).toBe(272_001 * 4 + 1000 * 15);
    expect(costMicros("gpt-4.1", tokens(300_000, 0))).toBe(300_000 * 2);
  });

  it("bills a whole haiku 5.5 call above 100k input tokens five times as much", () => {
    expect(costMicros("claude-haiku-5-5", tokens(100_000, 100))).toBe(10_050);
    expect(costMicros("claude-haiku-5-5", tokens(100_001, 100))).toBe(50_251);
  });

  it("ends an introductory price on its day", () => {
    const usage = tokens(1000, 100);
    expect(costMicros("gemini-3.8-flash", usage, { at: new Date("2026-12-31T23:59:59Z") })).toBe(1125);
    expect(costMicros("gemini-3.8-flash", usage, { at: new Date("2027-01-01T00:00:00Z") })).toBe(2250);
  });

  it("does not know a model by the beginning of its name", () => {
    expect(costMicros("claude-fable-5-2", tokens(10, 10))).toBeNull();
    expect(costMicros("gpt-6-sol-mini", tokens(10, 10))).toBeNull();
    expect(costMicros("llama3.3", tokens(10, 10))).toBeNull();
  });

  it("counts input whose discount is not known as fresh input", () => {
    expect(costMicros("grok-4.3", tokens(100, 10))).toBe(150);
    expect(costMicros("grok-4.3", tokens(100, 10, 50))).toBe(150);
  });

  it("takes the price somebody named for a model that is in no list, and for no other", () => {
    const price = { input: 0.5, output: 2 };
    expect(costMicros("llama3.3", tokens(1000, 100, 400), { price })).toBe(700);
    expect(costMicros("gpt-6-luna", tokens(1000, 100), { price })).toBe(150);
  });

  it("says of every list where it is from and from which day", () => {
    for (const { vendor, source, asOf } of PRICE_SOURCES) {
      expect([vendor, source]).not.toContain("");
      expect(Date.parse(asOf)).toBeLessThanOrEqual(Date.parse("2026-11-20"));
    }
  });
});
