import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const STAMP = "node_modules/.reprise-installed";

type Options = {
  /** About how much that is, in words. */
  size: string;
  /** CommonJS that fails when the packages do not work here: native modules come ready-made for the common platforms only. */
  probe: string;
};

/** Installs a folder's own packages when its lockfile or Node has changed. Throws an Error a person can act on. */
export async function installPeers(folder: string, { size, probe }: Options): Promise<void> {
  const wanted = `${process.version} ${process.arch}\n${await readFile(join(folder, "package-lock.json"), "utf8")}`;
  const stamp = join(folder, STAMP);
  const works = () => spawnSync(process.execPath, ["-e", probe], { cwd: folder, stdio: "ignore" }).status === 0;
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted && works()) return;
  console.log(`Installing the peers: ${size} …`);
  const started = Date.now();
  const done = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (done.status !== 0 || !works()) throw new Error("The peers could not be installed; the lines above say why.");
  await writeFile(stamp, wanted);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}
