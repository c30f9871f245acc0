/**
 * Shifts `Date` by the seconds in this module's address, for a process whose clock is wrong: `node --import
 * <address>?seconds=3600`. Timers and `performance` stay, as they do not follow the clock.
 */
const shift = Number(new URL(import.meta.url).searchParams.get('seconds')) * 1000;
const real = Date;
const now = () => real.now() + shift;

globalThis.Date = new Proxy(real, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  get: (target, key): unknown => (key === 'now' ? now : Reflect.get(target, key)),
});

export {};
