export { createAccessLog } from './access-log.js';
export { Deadline, type Stoppable } from './deadline.js';
export { createLogger, PinoLoggerService, type Logger } from './logger.js';
export {
  currentDeadline,
  currentOrigin,
  type Origin,
  type OriginCaller,
  requestContext,
  setCaller,
  withoutDeadline,
} from './request-context.js';
