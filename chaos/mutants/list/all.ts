import type { Mutant } from "@/chaos/mutants/mutant";
import { AFTERMATH } from "./aftermath";
import { FLOW } from "./flow";
import { SENDING } from "./sending";

/** Every mutant there is. */
export const MUTANTS: readonly Mutant[] = [...SENDING, ...AFTERMATH, ...FLOW];
