import type { z } from "zod";

/** Where ids of rows stand in an input: "postId", "channelIds.0", "parts.0.media.0.assetId". */
export function idFields(schema: z.core.$ZodType, at: string[] = []): string[] {
  const { def } = schema._zod as { def: z.core.$ZodTypes["_zod"]["def"] };
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).flatMap(([name, field]) => idFields(field, [...at, name]));
    case "array":
      return idFields(def.element, [...at, "0"]);
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "nonoptional":
      return idFields(def.innerType, at);
    case "union":
      return [...new Set(def.options.flatMap((option) => idFields(option, at)))];
    case "intersection":
      return [...idFields(def.left, at), ...idFields(def.right, at)];
    case "pipe":
      return idFields(def.in, at);
    case "record":
      return idFields(def.valueType, [...at, "0"]);
    case "string":
      return namesRow(at) ? [at.join(".")] : [];
    default:
      return [];
  }
}

/** Fields called id, …Id or …Ids name rows; there are no others, and the suite says which it found. */
const namesRow = (at: string[]): boolean => /^(id|\w+Ids?)$/.test(at.filter((part) => part !== "0").at(-1) ?? "");

type Node = Record<string, unknown>;

/** What an input has at a field; undefined when it is left out. */
export const valueAt = (input: unknown, field: string): unknown =>
  field.split(".").reduce<unknown>((node, key) => (node as Node | undefined)?.[key], input);

/** The input with another value at a field. */
export function replacedAt<T>(input: T, field: string, value: unknown): T {
  const copy = structuredClone(input);
  const keys = field.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>((node, key) => (node as Node)[key], copy) as Node;
  parent[last] = value;
  return copy;
}
