import { Inngest } from "inngest";

const silent = { info() {}, warn() {}, error() {}, debug() {} };

/** The SDK client of the app under test, configured by the INNGEST_* environment as any app is. */
export const inngest = new Inngest({ id: "engine-test", logger: silent });

/** Event data of the tests: `key` tells one test's runs from another's. */
export type Data = { key: string } & Record<string, unknown>;
