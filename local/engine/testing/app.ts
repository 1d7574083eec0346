import http from "node:http";
import { serve } from "inngest/node";
import { inngest } from "./app-client.ts";
import { failureFunctions } from "./app-failures.ts";
import { flowFunctions } from "./app-flow.ts";
import { stepFunctions } from "./app-steps.ts";
import { waitFunctions } from "./app-waits.ts";

// The app under test: a plain HTTP server with unmodified SDK functions, in a process that can be killed.

const handle = serve({
  client: inngest,
  functions: [...stepFunctions, ...waitFunctions, ...failureFunctions, ...flowFunctions],
});
const server = http.createServer((request, response) => void handle(request, response));
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
process.on("disconnect", () => process.exit(0));
