/** Numbers that follow from a seed (mulberry32): one seed gives one database. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0, below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A UUID of version 4 as Django stores it in a char(32). */
  uuid(): string {
    const hex = Array.from({ length: 4 }, () =>
      this.below(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    return `${hex.slice(0, 12)}4${hex.slice(13, 16)}${'89ab'[this.below(4)]!}${hex.slice(17)}`;
  }

  /** A time of the years 2016 to 2026 in UTC, to the microsecond, as text. */
  time(): string {
    return timeText(FIRST_MS + this.below(LAST_MS - FIRST_MS), this.below(1000));
  }

  /** A time up to two hundred days after another one. */
  after(time: string): string {
    const later = Date.parse(`${time.slice(0, 23).replace(' ', 'T')}Z`) + 1 + this.below(200 * 86_400_000);
    return timeText(Math.min(later, LAST_MS), this.below(1000));
  }
}

const FIRST_MS = Date.UTC(2016, 0, 2);
const LAST_MS = Date.UTC(2026, 9, 30);

function timeText(milliseconds: number, microseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(microseconds).padStart(3, '0')}`;
}
