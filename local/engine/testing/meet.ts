type Gate = PromiseWithResolvers<void> & { arrived: number };

const gates = new Map<string, Gate>();

/** Lets those who come under a name go on in groups of `count`: a group only ever goes on if all of it is there at once. */
export function meet(name: string, count: number): Promise<void> {
  const gate = gates.get(name) ?? { ...Promise.withResolvers<void>(), arrived: 0 };
  gates.set(name, gate);
  gate.arrived += 1;
  if (gate.arrived === count) {
    gates.delete(name);
    gate.resolve();
  }
  return gate.promise;
}
