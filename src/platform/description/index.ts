export { type Problem, readDescription } from './read-description.js';
export * from './rules.js';
