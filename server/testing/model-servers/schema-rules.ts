import { asRecord } from "./model-server";

const ANY = ["$ref", "$defs", "type", "title", "description", "enum", "const", "anyOf", "items"];
const OBJECT = ["properties", "required", "additionalProperties"];

/** What each vendor's strict mode takes beyond the common keywords (2026-11). */
export const OPENAI_KEYWORDS = ["pattern", "format", "minimum", "maximum", "multipleOf", "minItems", "maxItems"];
export const ANTHROPIC_KEYWORDS = ["format", "allOf"];

/** Why a strict mode would refuse this schema, or null; `everyRequired` is OpenAI's rule. */
export function schemaProblem(schema: unknown, rules: { extra: string[]; everyRequired: boolean }): string | null {
  const root = asRecord(schema);
  if (root["type"] !== "object") return "schema must be a JSON Schema of 'type: \"object\"'";
  return nodeProblem(root, "()", rules);
}

function nodeProblem(
  node: Record<string, unknown>,
  at: string,
  rules: { extra: string[]; everyRequired: boolean },
): string | null {
  const allowed = [...ANY, ...OBJECT, ...rules.extra];
  const unknown = Object.keys(node).find((key) => !allowed.includes(key));
  if (unknown) return `In context=${at}, '${unknown}' is not permitted.`;
  if (!("type" in node || "anyOf" in node || "$ref" in node || "enum" in node || "const" in node)) {
    return `In context=${at}, schema must have a 'type' key.`;
  }
  if (node["type"] === "object") {
    if (node["additionalProperties"] !== false) {
      return `In context=${at}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = Array.isArray(node["required"]) ? node["required"] : [];
    const missing = Object.keys(asRecord(node["properties"])).find((key) => !required.includes(key));
    if (missing && rules.everyRequired) return `In context=${at}, 'required' is missing '${missing}'.`;
  }
  if (node["type"] === "array" && !("items" in node)) return `In context=${at}, array schema missing items.`;
  const children = [
    ...Object.entries(asRecord(node["properties"])),
    ...Object.entries(asRecord(node["$defs"])),
    ...Object.entries(asRecord(node["anyOf"])),
    ...("items" in node ? [["items", node["items"]] as const] : []),
  ];
  for (const [key, child] of children) {
    const problem = nodeProblem(asRecord(child), `${at}.${key}`, rules);
    if (problem) return problem;
  }
  return null;
}
