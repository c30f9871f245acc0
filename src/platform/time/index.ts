export { inTime, NO_ANSWER_IN_TIME } from './in-time.js';
