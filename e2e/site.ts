import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** Somebody else's web site on the loopback; `host` is for FETCH_ALLOW. */
export type Site = { url: string; host: string; close: () => Promise<void> };

const TITLE = "Why our bakery opens at four";
const PARAGRAPHS = [
  "Our bakery on Mill Street opens at four in the morning, and the queue is there before the lights are.",
  "We moved the opening from six to four in 2019, after the night shift of the hospital asked for bread at the end of their work.",
  "Sales rose by 31 percent in the first year. The ovens run the same hours as before, because dough does not care when the door opens.",
  "Two of our seven bakers left when we changed the hours. We hired three nurses' husbands, who were awake anyway.",
  "The first loaf goes out at 4:02. It has gone out at 4:02 every working day for six years, and people set their watches by it.",
  "What we would do differently is small. We would have asked the neighbours first, and we would have bought quieter trolleys.",
];

const page = (body: string) =>
  `<!doctype html><html lang="en"><head><title>${TITLE}</title></head><body>${body}</body></html>`;
const ARTICLE_PAGE = page(
  `<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav><main><article><h1>${TITLE}</h1>${PARAGRAPHS.map((text) => `<p>${text}</p>`).join("")}</article></main><footer>All rights reserved</footer>`,
);
const LOGIN_PAGE = page(
  '<main><h1>Sign in</h1><form><label>Email <input type="email"></label><label>Password <input type="password"></label></form></main>',
);

/** The article every kind of source in these journeys tells. */
export const BAKERY = { title: TITLE, paragraphs: PARAGRAPHS, html: ARTICLE_PAGE };

const html = (response: ServerResponse, body: string, status = 200) => {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(body);
};

const PAGES: Record<string, (response: ServerResponse) => void> = {
  "/bread": (response) => html(response, ARTICLE_PAGE),
  "/members": (response) => html(response, LOGIN_PAGE),
  // A port of this machine that FETCH_ALLOW does not name.
  "/inside": (response) => {
    response.writeHead(302, { location: "http://127.0.0.1:1/" });
    response.end();
  },
  "/endless": (response) => {
    response.writeHead(200, { "content-type": "text/plain", "content-length": String(2 * 1024 ** 3) });
    const block = Buffer.alloc(1024 * 1024, "All work and no play. ");
    const pour = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on("drain", pour);
    pour();
  },
};

/** Serves an article, a login page, a way into this machine and a page without end. */
export async function startSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const answer = PAGES[request.url ?? ""];
    if (answer) answer(response);
    else html(response, page("<h1>Not found</h1>"), 404);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { url: `http://${host}`, host, close };
}
