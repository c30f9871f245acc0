import { Uuid } from '../../platform/description/index.js';

/** Names an entry of the catalog that is described elsewhere. */
export class Reference {
  @Uuid()
  uuid!: string;
}
