import { Uuid } from '../../platform/validation/index.js';

/** Names an entry of the catalog that is described elsewhere. */
export class Reference {
  @Uuid()
  uuid!: string;
}
