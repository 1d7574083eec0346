/** One check against a real server; it fails by throwing. */
export type PeerCase = { name: string; run: () => Promise<void> };

/** Checks that share a running server. */
export type PeerSuite = { name: string; cases: PeerCase[]; stop: () => Promise<void> };
