import { realpath } from "node:fs/promises";
import { join } from "node:path";

/**
 * How a script of this folder is run apart: it may read code and nothing else, write nothing, start nothing, and is ended
 * by the kernel when it uses too much processor time. Run by Node's own type stripping (no loader, so the permission model
 * holds). The path starts at the project's root, the working directory, since a bundle does not know where it came from.
 */
export async function childCommand(
  script: string,
  limits: { timeMs: number; heapMb: number },
): Promise<{ command: string; parts: string[]; root: string }> {
  const root = await realpath(/* turbopackIgnore: true */ process.cwd());
  const folder = join(/* turbopackIgnore: true */ root, "server", "sources", "parse");
  const modules = join(/* turbopackIgnore: true */ root, "node_modules");
  // A linked node_modules is reached by its own path and by the one it leads to.
  const readable = [folder, modules, await realpath(modules), join(root, "package.json")];
  const node = [
    "--permission",
    ...readable.map((path) => `--allow-fs-read=${path}`),
    "--disallow-code-generation-from-strings",
    `--max-old-space-size=${limits.heapMb}`,
    "--no-warnings",
    join(folder, script),
  ];
  if (process.platform === "win32") return { command: process.execPath, parts: node, root };
  // Holds also when this process dies and nobody watches the clock. Twice the time: collecting garbage takes other cores.
  const seconds = Math.ceil(limits.timeMs / 1000) * 2 + 10;
  const shell = `ulimit -t ${seconds}; ulimit -c 0; exec "$0" "$@"`;
  return { command: "/bin/sh", parts: ["-c", shell, process.execPath, ...node], root };
}
