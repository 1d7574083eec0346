import { matches } from "./expression.ts";
import type { FunctionConfig } from "./function-config.ts";
import type { EngineEvent } from "./scope.ts";

/** Whether an event starts the function: by exact name or `*` pattern, and the trigger's `if`. */
export function matchingTrigger(config: FunctionConfig, event: EngineEvent): boolean {
  return config.triggers.some(
    (trigger) => "event" in trigger && nameMatches(trigger.event, event.name) && matches(trigger.expression, { event }),
  );
}

/** The cron expressions that start the function. */
export function cronTriggers(config: FunctionConfig): string[] {
  return config.triggers.flatMap((trigger) => ("cron" in trigger ? [trigger.cron] : []));
}

function nameMatches(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`, "s").test(name);
}
