import { ValidateIf } from 'class-validator';
import { ListOf, MailAddress, OneOf, Text, Uuid } from '../../platform/validation/index.js';
import {
  PATHWAY_STATUSES,
  PATHWAY_TYPES,
  type PathwayStatus,
  type PathwayType,
} from '../entities/pathway.entity.js';
import { Reference } from './reference.js';

/** An institution that recognises programs, and its address for requests for credit. */
export class PathwayDescription {
  @Uuid()
  uuid!: string;

  @Text()
  name!: string;

  @Text()
  org_name!: string;

  /** The address for learners' records. May be empty for an industry pathway, which gets none. */
  @ValidateIf(({ email, pathway_type: type }: PathwayDescription) => !(email === '' && type === 'industry'))
  @MailAddress()
  email!: string;

  @OneOf(PATHWAY_TYPES)
  pathway_type!: PathwayType;

  @OneOf(PATHWAY_STATUSES)
  status!: PathwayStatus;

  /** The programs that it recognises. An unpublished pathway loses them. */
  @ListOf(() => Reference, { optional: true })
  programs: Reference[] = [];
}
