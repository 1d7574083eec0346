import { type ASTNode, Environment } from "@marcbachmann/cel-js";

/** What an expression can see: the run's event, and for waits the incoming one. */
export type Variables = { event: unknown; async?: unknown };

type Program = { run: (variables: Record<string, unknown>) => unknown; paths: string[][] };

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
const programs = new Map<string, Program>();
const maxPrograms = 1000; // an `if` may hold ids, so the texts are not a closed set

/** The value of a CEL expression as Inngest sees it: unknown fields are null, and so is an expression that fails. */
export function evaluate(expression: string, variables: Variables): unknown {
  try {
    const program = compile(expression);
    const scope = program.paths.reduce<unknown>((value, path) => withPath(value, path), variables);
    const result = program.run(scope as Record<string, unknown>);
    return typeof result === "bigint" ? Number(result) : result;
  } catch {
    return null;
  }
}

/** Whether the expression is exactly true; an absent one always is. */
export function matches(expression: string | null | undefined, variables: Variables): boolean {
  return !expression || evaluate(expression, variables) === true;
}

/** A text that tells two key values apart; "" without an expression. */
export function keyOf(expression: string | undefined, variables: Variables): string {
  return expression ? JSON.stringify(evaluate(expression, variables)) : "";
}

/** Why the expression cannot be used, or null. */
export function syntaxError(expression: string): string | null {
  try {
    compile(expression);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  }
}

/** The path both events must agree on, if that is all the expression says: `match: "data.id"` in the SDK. */
export function equalityPath(expression: string | undefined): string[] | null {
  const found = /^\s*event\.(\w+(?:\.\w+)*)\s*==\s*async\.\1\s*$/.exec(expression ?? "");
  return found?.[1]?.split(".") ?? null;
}

/** The value at a path, null when any part is missing. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (isRecord(inner) ? inner[key] : null), value) ?? null;
}

function compile(expression: string): Program {
  const known = programs.get(expression);
  if (known) return known;
  const run = environment.parse(expression);
  const program = { run, paths: pathsOf(run.ast) };
  if (programs.size >= maxPrograms) programs.clear();
  programs.set(expression, program);
  return program;
}

/** Every `event.a.b` the expression reads; those inside has() stay out, since has() asks whether they exist. */
function pathsOf(node: ASTNode): string[][] {
  const path = chainOf(node);
  if (path) return path.length > 1 ? [path] : [];
  if (node.op === "call" && node.args[0] === "has") return [];
  return childrenOf(node.args).flatMap(pathsOf);
}

function chainOf(node: ASTNode): string[] | null {
  if (node.op === "id") return [node.args];
  if (node.op !== ".") return null;
  const base = chainOf(node.args[0]);
  return base ? [...base, node.args[1]] : null;
}

function childrenOf(value: unknown): ASTNode[] {
  if (Array.isArray(value)) return value.flatMap(childrenOf);
  return isRecord(value) && "op" in value && "args" in value ? [value as unknown as ASTNode] : [];
}

/** A copy of `value` where the path exists, with null at its end if nothing was there. */
function withPath(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value ?? null;
  if (value !== undefined && value !== null && !isRecord(value)) return value;
  return { ...value, [key]: withPath(value?.[key], rest) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
