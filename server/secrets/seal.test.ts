import { expect, test } from "vitest";
import { seal, unseal } from "@/server/secrets/seal";

const name = { workspaceId: "w", rowId: "c", field: "credentials" };

test("a sealed secret opens under its own name only", () => {
  const sealed = seal("app-password", name);
  expect(JSON.stringify(sealed)).not.toContain("app-password");
  expect(unseal(sealed, name)).toBe("app-password");
  expect(() => unseal(sealed, { ...name, workspaceId: "other" })).toThrow();
  expect(() => unseal(sealed, { ...name, rowId: "other" })).toThrow();
});

test("a changed byte is noticed", () => {
  const sealed = seal("app-password", name);
  const bytes = Buffer.from(sealed.sealed, "base64");
  bytes[14] = (bytes[14] ?? 0) ^ 1;
  expect(() => unseal({ ...sealed, sealed: bytes.toString("base64") }, name)).toThrow();
});

test("each sealing has a key of its own", () => {
  expect(seal("same", name).sealed).not.toBe(seal("same", name).sealed);
});
