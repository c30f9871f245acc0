import { Column } from 'typeorm';
import { IsoTime } from '../../platform/database/index.js';

/** The columns that all five kinds of entries share. */
export abstract class CatalogEntry {
  abstract id: number;

  @Column('uuid')
  uuid!: string;

  /** The time of the last change of the entry or of its links to other entries. */
  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;
}
