import { Uuid } from '../../platform/validation/index.js';

/** Refers to an entry of the catalog that is described elsewhere. */
export class Reference {
  @Uuid()
  uuid!: string;
}
