import type { FormatId } from "@/server/repurposing/input";
import { bluesky } from "./bluesky";
import { facebook } from "./facebook";
import type { Format } from "./format";
import { hub } from "./hub";
import { instagram } from "./instagram";
import { linkedin } from "./linkedin";
import { x } from "./x";

/** Every format by its id. */
export const FORMAT_FILES: Readonly<Record<FormatId, Format>> = { x, linkedin, instagram, facebook, hub, bluesky };
