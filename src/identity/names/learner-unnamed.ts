import { defineTopic } from '../../platform/outbox/index.js';

/** A learner was created without a name, by an award, a grade, an import or a token. */
export const learnerUnnamed = defineTopic<{ readonly userId: number }>('learner.unnamed', 1);
