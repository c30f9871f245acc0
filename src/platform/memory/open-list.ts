/** A thing that an `OpenList` holds. */
export interface Listed {
  /** Its place in the list, which the list sets. */
  place: number;
}

/**
 * Things that come and go all the time, such as open requests. It is no set: V8 replaces the table of a set that changes
 * all the time. The tables of before, once they have survived two collections, hold what was in them until the whole heap
 * is collected, and each collection until then copies it.
 */
export class OpenList<T extends Listed> implements Iterable<T> {
  private readonly things: T[] = [];

  get size(): number {
    return this.things.length;
  }

  add(thing: T): void {
    thing.place = this.things.push(thing) - 1;
  }

  /** Does nothing with a thing that is not in the list, or no more. */
  delete(thing: T): void {
    if (this.things[thing.place] !== thing) return;
    const last = this.things.pop()!;
    if (last === thing) return;
    this.things[thing.place] = last;
    last.place = thing.place;
  }

  /** Those of this moment: the list may change meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.things].values();
  }
}
