import { connect } from "node:net";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { arrayTypes } from "./array-types";

/** One connection to Postgres. Once lost it stays lost: everything asked of it fails, nothing waits. */
export type Session = {
  readonly sql: Sql;
  readonly lost: boolean;
  /** Closes it for good, after what is under way or this many seconds. */
  end: (seconds: number) => Promise<void>;
};

type SessionOptions = {
  url: string;
  /** Shows in pg_stat_activity. */
  name: string;
  onLost?: () => void;
  onNotify?: (channel: string, payload: string) => void;
};

const CONNECT_SECONDS = 5;

/**
 * Opens a connection, when first asked something. Left to itself the driver (postgres 3.4.9) connects anew in the middle of
 * a transaction and sends the rest of it there; and what is sent between a socket's "error" and its "close" is never
 * answered. So a client gets one socket and no second, and is destroyed with it.
 */
export function openSession({ url, name, onLost, onNotify }: SessionOptions): Session {
  let lost = false;
  let connected = false;
  const options = {
    max: 1,
    max_lifetime: null,
    connect_timeout: CONNECT_SECONDS,
    connection: { application_name: name },
    fetch_types: false,
    types: arrayTypes,
    onnotice: () => {},
    onnotify: onNotify, // works, but is not in its types; nor is the next
    socket: ({ host: [host], port: [port], path }: { host: string[]; port: number[]; path: string | false }) => {
      if (connected) throw new ConnectionLost();
      connected = true;
      const socket = path ? connect(path) : connect(port ?? 5432, host);
      // A network that is down says so before the driver listens; "close" follows and tells it.
      socket.on("error", () => {});
      return Object.assign(socket, { host }); // the name TLS asks for
    },
    onclose: () => {
      void end(0);
      onLost?.();
    },
  };
  const sql: Sql = postgres(url, options);
  drizzle({ client: sql }); // tells the client to leave dates and JSON to Drizzle
  const end = (seconds: number): Promise<void> => {
    lost = true;
    return sql.end({ timeout: seconds });
  };
  return {
    sql,
    end,
    get lost() {
      return lost;
    },
  };
}

class ConnectionLost extends Error {
  readonly code = "CONNECTION_LOST";
  constructor() {
    super("The connection to Postgres was lost.");
  }
}

/** Whether the same may well work in a moment: no connection, none free, or a server that is starting, stopping or full. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  const away =
    /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|08|57P|53300|SERVICE_UNAVAILABLE)/;
  return away.test(code) || isAway(error.cause); // Drizzle wraps the driver's
}
