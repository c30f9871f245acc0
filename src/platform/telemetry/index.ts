export { createAccessLog } from './access-log.js';
export { createLogger, PinoLoggerService, type Logger } from './logger.js';
export { currentOrigin, type Origin, requestContext, setCaller } from './request-context.js';
