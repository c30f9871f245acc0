/** The result of an upsert of a described thing. `unchanged`: it was as described. */
export type UpsertResult = 'created' | 'changed' | 'unchanged';
