export const SqlState = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  checkViolation: '23514',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  duplicateTable: '42P07',
  duplicateColumn: '42701',
  duplicateObject: '42710',
  duplicateFunction: '42723',
  characterNotInRepertoire: '22021',
  untranslatableCharacter: '22P05',
  stringDataRightTruncation: '22001',
  sequenceExhausted: '2200H',
  readOnlyTransaction: '25006',
  idleInTransactionTimeout: '25P03',
  transactionTimeout: '25P04',
  notInPrerequisiteState: '55000',
  objectInUse: '55006',
  lockNotAvailable: '55P03',
  queryCancelled: '57014',
  diskFull: '53100',
} as const;

/** The SQLSTATE of a database error, from pg or wrapped by TypeORM; undefined for other errors. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return driverError === undefined ? undefined : sqlStateOf(driverError);
}
