import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({
  postgresPassword: z.string(),
  authSecret: z.string(),
  encryptionKeys: z.string(),
  inngestSigningKey: z.string(),
  inngestEventKey: z.string(),
});

/** Secrets of this one machine, made on the first start and kept in the data directory. */
export type LocalSecrets = z.infer<typeof schema>;

/** Reads the secrets, or makes them. Throws an Error a person can act on. The file is only readable by its owner and is never half-written. */
export function localSecrets(dataDirectory: string): LocalSecrets {
  const file = join(dataDirectory, "secrets.json");
  if (existsSync(file)) return read(file);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const hex = (bytes: number) => randomBytes(bytes).toString("hex");
  const secrets: LocalSecrets = {
    postgresPassword: hex(24),
    authSecret: hex(32),
    encryptionKeys: `1:${randomBytes(32).toString("base64")}`,
    inngestSigningKey: `signkey-prod-${hex(32)}`,
    inngestEventKey: hex(16),
  };
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function read(file: string): LocalSecrets {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new Error(
      `${file} is damaged. Bring it back from a copy: without it nobody can sign in to the database beside it, or read what is encrypted there. To begin with nothing instead, point DATA_DIR at an empty place.`,
      { cause },
    );
  }
}
