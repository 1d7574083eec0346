/**
 * Where originals and media are kept, per workspace. A key is the SHA-256 of the bytes (hex), so putting the same twice
 * changes nothing; more than 25 MB are refused. `get` answers null for what is not there.
 */
export type Storage = {
  put: (workspaceId: string, key: string, bytes: Uint8Array) => Promise<void>;
  get: (workspaceId: string, key: string) => Promise<Uint8Array | null>;
  has: (workspaceId: string, key: string) => Promise<boolean>;
  remove: (workspaceId: string, key: string) => Promise<void>;
};
