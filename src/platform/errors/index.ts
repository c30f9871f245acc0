export { ErrorWords } from './error-words.js';
export * from './errors.js';
export { explain, OperatorError } from './operator-error.js';
