import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const STAMP = "node_modules/.reprise-installed";

/** Installs the peers' own packages when the lockfile or Node has changed. Throws an Error a person can act on. */
export async function installPeers(folder: string): Promise<void> {
  const wanted = `${process.version} ${process.arch}\n${await readFile(join(folder, "package-lock.json"), "utf8")}`;
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted && loads(folder)) return;
  console.log("Installing the peers: about 360 MB …");
  const started = Date.now();
  const done = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (done.status !== 0 || !loads(folder))
    throw new Error("The peers could not be installed; the lines above say why.");
  await writeFile(stamp, wanted);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Whether the native module loads: it comes ready-made for the common platforms only. */
function loads(folder: string): boolean {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ["-e", script], { cwd: folder, stdio: "ignore" }).status === 0;
}
