import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const STAMP = "node_modules/.reprise-installed";

/**
 * Installs the peers' own packages when the lockfile or Node has changed. One of them compiles a native module; a missing
 * compiler, or an install that fails, throws an Error a person can act on.
 */
export async function installPeers(folder: string): Promise<void> {
  const wanted = `${process.version} ${process.arch}\n${await readFile(join(folder, "package-lock.json"), "utf8")}`;
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted && loads(folder)) return;
  console.log("Installing the peers: about 360 MB, with a native module to compile (one to two minutes) …");
  const started = Date.now();
  // Headers of the very Node that will load the module; without them node-gyp would have to download some.
  const nodeHome = dirname(dirname(process.execPath));
  const headers = existsSync(join(nodeHome, "include", "node", "node.h")) ? { npm_config_nodedir: nodeHome } : {};
  const env = { ...process.env, ...headers, JOBS: "max" };
  const done = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: folder,
    env,
    stdio: "inherit",
  });
  if (done.status !== 0 || !loads(folder)) {
    const missing = ["g++", "make", "python3"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
    throw new Error(
      missing.length > 0
        ? `The peers need a compiler for better-sqlite3, and this machine has no ${missing.join(", no ")}. On Debian: apt-get install g++ make python3.`
        : "The peers could not be installed; the lines above say why.",
    );
  }
  await writeFile(stamp, wanted);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Whether the native module loads in this Node: a module built for another one does not. */
function loads(folder: string): boolean {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ["-e", script], { cwd: folder, stdio: "ignore" }).status === 0;
}
