export { type AccessLine, createAccessLog } from './access-log.js';
export { createLogger, PinoLoggerService, type Logger } from './logger.js';
export { requestContext, type RequestContext } from './request-context.js';
