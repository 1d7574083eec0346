import { NETWORK_IDS, RULES } from "@/server/networks/rules";
import type { FormatView } from "@/server/repurposing/job-view";
import { FORMAT_FILES } from "./all";
import type { Format } from "./format";

/** Every format, in the order of their networks. */
export const FORMATS: readonly Format[] = NETWORK_IDS.flatMap((network) =>
  Object.values(FORMAT_FILES).filter(({ networkId }) => networkId === network),
);

/** A format by its id; undefined for a name that is none, or is none any more. */
export const findFormat = (id: string): Format | undefined => FORMATS.find((format) => format.id === id);

/** What a person can choose from. */
export const listFormats = (): FormatView[] =>
  FORMATS.map(({ id, name, networkId, usual, shape }) => ({
    id,
    name,
    network: networkId,
    networkName: RULES[networkId].name,
    usual: usual === true,
    slides: shape.slides?.role ?? null,
  }));
