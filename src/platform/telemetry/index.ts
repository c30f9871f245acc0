export { createAccessLog } from './access-log.js';
export { createLogger, PinoLoggerService, type Logger } from './logger.js';
export { requestContext } from './request-context.js';
