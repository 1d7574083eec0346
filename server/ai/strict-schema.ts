import { z } from "zod";

/** A JSON schema that every vendor's strict mode takes. */
export type StrictSchema = Record<string, unknown>;

/** What strict mode knows at all three vendors (2026-11); everything else is said in words and checked by zod afterwards. */
const KNOWN = new Set([
  "$ref",
  "$defs",
  "type",
  "title",
  "description",
  "enum",
  "const",
  "anyOf",
  "items",
  "properties",
  "required",
  "additionalProperties",
]);

/**
 * The request's zod schema as strict JSON schema: closed objects, every property required, constraints moved into the
 * description. Throws TypeError for a schema no strict mode can express (optional properties, open records, a root that
 * is not an object): use `.nullable()` and a wrapping object.
 */
export function strictSchema(schema: z.ZodType, name: string): StrictSchema {
  const { $schema: _dialect, ...root } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema, path }) => makeStrict(jsonSchema, [name, ...path].join(".")),
  });
  if (root.type !== "object") throw new TypeError(`${name}: the root of a model's reply must be an object`);
  return root;
}

function makeStrict(node: z.core.JSONSchema.BaseSchema, path: string): void {
  if (node.type === "object") closeObject(node, path);
  if (node.oneOf) {
    node.anyOf = node.oneOf;
    delete node.oneOf;
  }
  const said: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    // A default is still needed by the object around it.
    if (KNOWN.has(key) || key === "$schema" || key === "default") continue;
    if (value !== undefined) said.push(`${key}: ${JSON.stringify(value)}`);
    delete node[key];
  }
  if (said.length > 0) node.description = [node.description, said.join(", ")].filter(Boolean).join(" · ");
}

function closeObject(node: z.core.JSONSchema.BaseSchema, path: string): void {
  if (!node.properties || typeof node.additionalProperties === "object") {
    throw new TypeError(`${path}: strict mode has no open records`);
  }
  const properties = Object.entries(node.properties);
  const required = new Set(node.required);
  for (const [key, child] of properties) {
    const hasDefault = typeof child === "object" && "default" in child;
    if (hasDefault) delete child.default;
    if (!required.has(key) && !hasDefault) {
      throw new TypeError(`${path}.${key}: strict mode has no optional properties, use .nullable()`);
    }
  }
  node.required = properties.map(([key]) => key);
  node.additionalProperties = false;
}
