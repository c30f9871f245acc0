export { type Problem, readDescription, type UnknownKeys } from './read-description.js';
export * from './rules.js';
export { isCleanText, isMailAddress } from './text.js';
