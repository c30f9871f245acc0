import { ListOf, MailAddress, OneOf, Text, Uuid } from '../../platform/validation/index.js';
import {
  PATHWAY_STATUSES,
  PATHWAY_TYPES,
  type PathwayStatus,
  type PathwayType,
} from '../entities/pathway.entity.js';
import { Reference } from './reference.js';

class PathwayFields {
  @Uuid()
  uuid!: string;

  @Text()
  name!: string;

  @Text()
  org_name!: string;

  @OneOf(PATHWAY_TYPES)
  pathway_type!: PathwayType;

  @OneOf(PATHWAY_STATUSES)
  status!: PathwayStatus;

  /** The programs that it recognises. An unpublished pathway loses them. */
  @ListOf(() => Reference, { optional: true })
  programs: Reference[] = [];
}

/** An institution that recognises programs, and its address for requests for credit. */
export class PathwayDescription extends PathwayFields {
  /** The address for learners' records. Empty: the pathway is not active, no record can be sent to it. */
  @MailAddress({ unless: ({ email }: PathwayDescription) => email === '' })
  email!: string;
}

/** A pathway of the Discovery API. One without an address is not active: no record can be sent to it. */
export class CopiedPathwayDescription extends PathwayFields {
  @MailAddress({ optional: true })
  email = '';
}
