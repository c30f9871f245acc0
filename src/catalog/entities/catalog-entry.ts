import { Column } from 'typeorm';
import { IsoTime } from '../../platform/database/index.js';

/** The columns that the tables of all five kinds of entries have. */
export abstract class CatalogEntry {
  abstract id: number;

  @Column('uuid')
  uuid!: string;

  /** When it, or a link of its own to another entry, was changed last. */
  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;
}
