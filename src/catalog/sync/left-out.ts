import type { CatalogKind } from '../catalog.service.js';

/** Something of the Discovery API's catalog that was not copied. */
export interface LeftOut {
  readonly kind: CatalogKind;
  /** `entry`: it was not taken at all, `part`: a part of it was not. Either stays as it was here. */
  readonly extent: 'entry' | 'part';
  /** Its place, its uuid or key, the field, and why, in one line. */
  readonly words: string;
}

/**
 * The entries that the Discovery API has, including those that could not be taken: only others may be removed. A kind
 * is unsure when it has an entry whose uuid is unknown, or when its list may have lacked one.
 */
export class Presence {
  readonly unsure = new Set<CatalogKind>();
  private readonly uuids = new Map<CatalogKind, string[]>();

  /** @param uuid undefined when it could not be read */
  add(kind: CatalogKind, uuid: string | undefined): void {
    if (uuid === undefined) {
      this.unsure.add(kind);
      return;
    }
    const uuids = this.uuids.get(kind) ?? [];
    uuids.push(uuid);
    this.uuids.set(kind, uuids);
  }

  of(kind: CatalogKind): readonly string[] {
    return this.uuids.get(kind) ?? [];
  }
}
