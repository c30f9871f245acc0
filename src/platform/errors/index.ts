export { databaseErrorIn, type DatabaseErrorParts, describeError, describeStack } from './describe-error.js';
export { driverFailureIn } from './driver-failure.js';
export { codeOfStatus, ERROR_CODES, type ErrorCode } from './error-codes.js';
export { ErrorWords } from './error-words.js';
export * from './errors.js';
export { explain, OperatorError } from './operator-error.js';
