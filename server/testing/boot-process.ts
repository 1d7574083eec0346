import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { boot } from "@/instrumentation.node.ts";
import { PEER_HEADER } from "@/server/request";

// A web server as small as can be, booted like the app: it tells what address it was told, and never ends /open.
await boot();
const server = createServer((request, reply) => {
  if (request.url === "/open") reply.writeHead(200).write("open");
  else reply.end(String(request.headers[PEER_HEADER]));
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
