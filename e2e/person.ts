import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type APIRequestContext, type BrowserContext, expect } from "@playwright/test";

/** An article of some 700 words that comes with the demo. */
export const ARTICLE = readFileSync("local/demo/one-page.md", "utf8");
export const ARTICLE_TITLE = "The week we replaced nine status meetings with one page";

/** Longest wait for something the executor does, in ms. */
export const SOON = { timeout: 30_000, intervals: [100] };

type Answer<T> = { status: number; body: T };
type Sentence = { part: number; text: string; passageIds: string[] };
/** The parts of a post in the REST API that journeys look at. */
export type RestPost = {
  id: string;
  title: string;
  format: string;
  parts: { text: string }[];
  citations: Sentence[];
  checks: { hard: boolean; state: string; message: string }[];
  passages: { id: string; text: string }[];
};
/** A delivery in the REST API. */
export type RestDelivery = {
  id: string;
  state: string;
  dueAt: string;
  publishedAt: string | null;
  url: string | null;
  attempts: { outcome: string | null }[];
};
type RestJob = { id: string; status: string; outputs: { format: string; postId: string | null; status: string }[] };

/** Somebody with an account, a workspace of their own, and the REST API in their hands. */
export type Person = {
  name: string;
  email: string;
  password: string;
  /** The workspace's place in URLs. */
  slug: string;
  /** Address of the workspace's Hub. */
  hub: string;
  rest: <T>(method: string, path: string, body?: unknown) => Promise<Answer<T>>;
  /** Has the article (or `content`) written in these formats; gives the job when it is completed. */
  write: (formats: string[], content?: string) => Promise<RestJob & { postOf: (format: string) => string }>;
  post: (postId: string) => Promise<RestPost>;
  delivery: (deliveryId: string) => Promise<RestDelivery>;
  /** The channel of a network; the first one when there are several. */
  channel: (network: string) => Promise<string>;
};

/** Signs somebody new up in this browser, who is signed in there afterwards. */
export async function signUp(app: { url: string }, context: BrowserContext, name = "Ada Byron"): Promise<Person> {
  const [email, password] = [`${randomUUID()}@example.com`, "correct horse battery"];
  const made = await context.request.post(`${app.url}/api/auth/password/sign-up`, {
    data: { email, password, name, workspace: `Studio ${email.slice(0, 6)}`, timeZone: "Europe/Berlin" },
  });
  expect(made.status(), await made.text()).toBe(200);
  const { workspace } = (await made.json()) as { workspace: { slug: string } };
  return { name, email, password, slug: workspace.slug, ...(await restOf(app, context.request, { email, password })) };
}

async function restOf(
  { url }: { url: string },
  request: APIRequestContext,
  account: { email: string; password: string },
): Promise<Omit<Person, "name" | "email" | "password" | "slug">> {
  const issued = await request.post(`${url}/api/v1/auth/token`, { data: account });
  const { accessToken } = (await issued.json()) as { accessToken: string };

  const rest = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const get = async <T>(path: string) => (await rest<T>("GET", path)).body;
  const channels = async () =>
    (await get<{ items: { id: string; network: string; remoteId: string }[] }>("/channels")).items;
  const hub = (await channels()).find(({ network }) => network === "hub");

  return {
    hub: `${url}/hub/${hub?.remoteId}`,
    rest,
    post: (postId) => get(`/posts/${postId}`),
    delivery: (deliveryId) => get(`/deliveries/${deliveryId}`),
    channel: async (network) => (await channels()).find((channel) => channel.network === network)?.id ?? "",
    write: async (formats, content = ARTICLE) => {
      const asked = await rest<{ id: string }>("POST", "/jobs", { content, formats });
      expect(asked.status).toBe(202);
      const read = () => get<RestJob>(`/jobs/${asked.body.id}`);
      await expect.poll(async () => (await read()).status, SOON).toBe("completed");
      const job = await read();
      const postOf = (format: string) => job.outputs.find((output) => output.format === format)?.postId ?? "";
      return { ...job, postOf };
    },
  };
}
