import { readFileSync } from "node:fs";
import { closePool } from "@/db/client";
import { createAccount } from "@/server/auth/create-account";
import { signUp } from "@/server/auth/sign-up";
import { createBrand } from "@/server/brands/create-brand";
import { listChannels } from "@/server/channels/queries";
import { type Ctx, createCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import { publishNow } from "@/server/publishing/publish-now";
import { schedulePost } from "@/server/publishing/schedule-post";
import { createJob } from "@/server/repurposing/create-job";
import type { FormatId } from "@/server/repurposing/input";
import { getJob } from "@/server/repurposing/queries";
import { addSource } from "@/server/sources/add-source";
import { addMember } from "@/server/workspaces/add-member";

// The demo workspace, made the way a person makes one: through domain functions, written by the running executor.

const PASSWORD = "reprise-demo";
const JOB_DEADLINE_MS = 90_000;
const SOURCES: { file: string; formats: FormatId[] }[] = [
  { file: "one-page.md", formats: ["x", "linkedin", "instagram", "facebook", "hub", "bluesky"] },
  { file: "seed-library.md", formats: ["x", "linkedin", "hub"] },
  { file: "lastenrad.md", formats: ["linkedin", "hub", "bluesky"] },
];

async function seed(): Promise<void> {
  const owner = await signUp({
    email: "owner@demo.example",
    password: PASSWORD,
    name: "Ada Lindgren",
    workspace: "Demo Studio",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "CONFLICT") return null;
    throw error;
  });
  // Somebody's data from here on: a second run, or a start after the demo was changed, adds nothing.
  if (!owner) return;
  const ctx = createCtx({
    workspaceId: owner.workspace.id,
    actor: { kind: "user", userId: owner.userId, role: "owner" },
    action: "demo.seed",
  });
  const people = [
    { email: "editor@demo.example", name: "Jonas Weber", role: "editor" },
    { email: "client@demo.example", name: "Priya Nair", role: "client" },
  ] as const;
  for (const { role, ...person } of people) {
    const { userId } = await createAccount({ ...person, password: PASSWORD });
    await addMember(ctx, { userId, role });
  }
  const brand = await createBrand(ctx, {
    name: "Demo Studio",
    audience: "People who run small teams and read on their phones",
    tone: "calm, concrete, a little dry",
    bannedPhrases: ["game changer", "unlock", "delve"],
    hashtags: [],
  });
  const jobs = await Promise.all(SOURCES.map((source) => write(ctx, brand.id, source)));
  await publish(ctx, jobs);
}

/** Brings a source in, has it written, and waits for the posts. */
async function write(ctx: Ctx, brandId: string, { file, formats }: (typeof SOURCES)[number]) {
  const bytes = readFileSync(`local/demo/${file}`);
  const { id: sourceId } = await addSource(ctx, { kind: "file", fileName: file, bytes });
  const { id: jobId } = await createJob(ctx, { sourceId, formats, brandId });
  const deadline = performance.now() + JOB_DEADLINE_MS;
  for (;;) {
    const job = await getJob(ctx, { jobId });
    if (job.status === "completed") return job;
    if (job.status === "failed" || performance.now() > deadline)
      throw new Error(`The demo's ${file} was not written: ${job.failure?.message ?? job.status}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** Two posts on the Hub, one for tomorrow morning; the rest stay drafts. */
async function publish(ctx: Ctx, jobs: Awaited<ReturnType<typeof write>>[]): Promise<void> {
  const hub = (await listChannels(ctx)).find(({ network }) => network === "hub");
  if (!hub) throw new Error("The demo workspace has no Hub.");
  const channelIds = [hub.id];
  const [first, second, third] = jobs.map((job) => job.outputs.find(({ format }) => format === "hub")?.postId);
  for (const postId of [first, second]) if (postId) await publishNow(ctx, { postId, channelIds });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  if (third) await schedulePost(ctx, { postId: third, at: `${tomorrow}T09:00`, timeZone: "Europe/Berlin", channelIds });
}

await seed();
await closePool();
