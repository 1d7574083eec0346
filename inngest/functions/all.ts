import type { InngestFunction } from "inngest";
import { readSource } from "@/inngest/functions/read-source";
import { repurposeSource } from "@/inngest/functions/repurpose-source";
import { writeOutput } from "@/inngest/functions/write-output";

/** Every durable function of the product. */
export const functions: InngestFunction.Any[] = [readSource, repurposeSource, writeOutput];
