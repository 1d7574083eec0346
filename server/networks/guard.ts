import { lookup as systemLookup } from "node:dns";
import { connect as connectTcp, type LookupFunction, type Socket } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";
import { NetworkError } from "@/server/errors";

const CONNECT_TIMEOUT_MS = 10_000;
/** The only block of IPv6 that is handed out for the public internet (IANA, 2026-11). */
const PUBLIC_IPV6 = ipaddr.parseCIDR("2000::/3");

/** True for addresses of the public internet; loopback, private, link-local, reserved, tunnelled and unreadable ones are not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(PUBLIC_IPV6);
}

/** The refusal of our own guard; final until the operator lists the address. */
export function refuse(host: string): NetworkError {
  return new NetworkError(
    "blocked",
    `${host} is a private or reserved address, so it was not contacted. The operator may list host:port in FETCH_ALLOW.`,
    { code: "address" },
  );
}

/**
 * Connections checked twice when `guarded`: every DNS answer before connecting, and the socket's real peer before the
 * first byte (TLS included) is sent, so an answer that changes in between is caught. Failures are NetworkErrors.
 */
export function createAgent(options: { guarded: boolean; lookup?: LookupFunction | undefined }): Agent {
  const upgrade = buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS });
  return new Agent({
    allowH2: false,
    connect: (target, callback) => {
      const secure = target.protocol === "https:";
      const host = target.hostname.replace(/^\[|\]$/g, "");
      const failed = (error: Error) => callback(toConnectError(error, host), null);
      const socket = connectTcp({
        host,
        port: Number(target.port || (secure ? 443 : 80)),
        lookup: options.guarded ? checkedLookup(options.lookup ?? systemLookup) : (options.lookup ?? systemLookup),
        autoSelectFamily: true,
        noDelay: true,
        keepAlive: true,
      });
      const timer = setTimeout(() => socket.destroy(timedOut()), CONNECT_TIMEOUT_MS);
      socket.once("error", failed);
      socket.once("close", () => clearTimeout(timer));
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.off("error", failed);
        if (options.guarded && !isPublicPeer(socket)) {
          socket.destroy();
          return failed(refuse(host));
        }
        if (!secure) return callback(null, socket);
        upgrade({ ...target, httpSocket: socket }, (...[error, encrypted]) =>
          error === null ? callback(null, encrypted) : failed(error),
        );
      });
    },
  });
}

function isPublicPeer(socket: Socket): boolean {
  return socket.remoteAddress !== undefined && isPublicAddress(socket.remoteAddress);
}

/** One private answer among public ones is enough to refuse: the name is not to be trusted. */
function checkedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const answers = typeof found === "string" ? [{ address: found, family: 0 }] : found;
      if (!answers.every(({ address }) => isPublicAddress(address)))
        return callback(Object.assign(new Error("private"), { cause: refuse(hostname) }), []);
      const [first] = answers;
      if (options.all || !first) return callback(null, answers);
      callback(null, first.address, first.family);
    });
  };
}

function timedOut(): Error {
  return Object.assign(new Error("connect timed out"), { code: "ETIMEDOUT" });
}

const REASONS: Record<string, { code: string; words: string }> = {
  ENOTFOUND: { code: "dns", words: "the name does not exist" },
  EAI_AGAIN: { code: "dns", words: "the name could not be looked up" },
  ENODATA: { code: "dns", words: "the name has no address" },
  ECONNREFUSED: { code: "refused", words: "the connection was refused" },
  ETIMEDOUT: { code: "timeout", words: "no connection within 10 seconds" },
  UND_ERR_CONNECT_TIMEOUT: { code: "timeout", words: "no connection within 10 seconds" },
  ECONNRESET: { code: "reset", words: "the connection was cut while being set up" },
  EHOSTUNREACH: { code: "unreachable", words: "no route to it" },
  ENETUNREACH: { code: "unreachable", words: "no route to it" },
};

/** Everything that fails here failed before the request was written: certainly not accepted. */
function toConnectError(error: Error, host: string): NetworkError {
  if (error instanceof NetworkError) return error;
  if (error.cause instanceof NetworkError) return error.cause;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const reason = REASONS[code] ?? { code: "tls", words: "a secure connection could not be made" };
  return new NetworkError("unavailable", `Could not reach ${host}: ${reason.words}.`, {
    cause: error,
    code: reason.code,
  });
}
