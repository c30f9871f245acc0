export { Config, type Env } from './config.js';
export { ConfigModule } from './config.module.js';
export { ConfigurationError } from './environment-reader.js';
export { loadConfig } from './load-config.js';
export { explain, OperatorError } from './operator-error.js';
export type { Rate } from './rate.js';
