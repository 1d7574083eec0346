/** What a member may do. Named, not ranked: a client and a writer differ in kind. */
export type Permission =
  | "workspace.read"
  | "workspace.manage"
  | "sources.write"
  | "jobs.create"
  | "posts.write"
  | "posts.schedule"
  | "channels.manage"
  | "brands.write";

export type Role = "owner" | "admin" | "publisher" | "editor" | "writer" | "client";

const write: Permission[] = ["workspace.read", "sources.write", "jobs.create", "posts.write"];
const publish: Permission[] = [...write, "posts.schedule", "brands.write"];
const manage: Permission[] = [...publish, "channels.manage", "workspace.manage"];

const GRANTS: Record<Role, readonly Permission[]> = {
  owner: manage,
  admin: manage,
  publisher: publish,
  editor: publish,
  writer: write,
  client: ["workspace.read"],
};

/** May a member of this role do this? */
export const roleCan = (role: Role, permission: Permission): boolean => GRANTS[role].includes(permission);
