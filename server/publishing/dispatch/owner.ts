import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Names this process so that others on the machine can tell whether it lives:
 * `host|boot|pid namespace|pid|start time|nonce`. Boot, namespace and start time are empty where there is no /proc.
 */
export function newOwner(): string {
  const { boot, namespace } = here();
  return [hostname(), boot, namespace, process.pid, startOf(process.pid) ?? "", randomUUID().slice(0, 8)].join("|");
}

/**
 * Whether an owner is gone for certain: it ran in this boot and pid namespace, and its pid is free, a zombie, or another
 * process's by now. Anything else, a lost lock too, is no proof.
 */
export function isProvablyDead(owner: string): boolean {
  const [, boot, namespace, pid = "", start] = owner.split("|");
  const mine = here();
  if (!boot || !namespace || !start || boot !== mine.boot || namespace !== mine.namespace) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // EPERM is somebody's process that we may not signal.
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return true;
  }
  const started = startOf(Number(pid));
  return started !== null && started !== start;
}

function here(): { boot: string; namespace: string } {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return { boot, namespace: readlinkSync("/proc/self/ns/pid") };
  } catch {
    return { boot: "", namespace: "" };
  }
}

/** When a process started, in clock ticks since boot; "dead" for a zombie, null when it cannot be read. */
function startOf(pid: number): string | null {
  try {
    // The second field, the name, may hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" || fields[0] === "X" ? "dead" : (fields[19] ?? null);
  } catch {
    return null;
  }
}
