import { ListOf, mailAddressProblem, OneOf, rule, Text, Uuid } from '../../platform/validation/index.js';
import {
  PATHWAY_STATUSES,
  PATHWAY_TYPES,
  type PathwayStatus,
  type PathwayType,
} from '../entities/pathway.entity.js';
import { Reference } from './reference.js';

/** An institution that recognises programs, and where it takes requests for credit. */
export class PathwayDescription {
  @Uuid()
  uuid!: string;

  @Text()
  name!: string;

  @Text()
  org_name!: string;

  /** Where learners' records go. May be empty for an industry pathway, which gets none. */
  @rule({}, (email, { pathway_type }) =>
    email === '' && pathway_type === 'industry' ? undefined : mailAddressProblem(email),
  )
  email!: string;

  @OneOf(PATHWAY_TYPES)
  pathway_type!: PathwayType;

  @OneOf(PATHWAY_STATUSES)
  status!: PathwayStatus;

  /** The programs that it recognises; an unpublished pathway has none. */
  @ListOf(() => Reference, { optional: true })
  programs: Reference[] = [];
}
