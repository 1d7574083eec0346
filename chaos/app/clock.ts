const real = Date;
let shiftMs = 0;

/** Sets this process's wall clock off by so many milliseconds from now on, as a person or NTP would; timers go on. */
export function shiftClock(ms: number): void {
  shiftMs = ms;
  globalThis.Date = new Proxy(real, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [real.now() + shiftMs] : given, newTarget) as Date,
    apply: () => new real(real.now() + shiftMs).toString(),
    get: (target, name) => (name === "now" ? () => real.now() + shiftMs : (Reflect.get(target, name) as unknown)),
  });
}
