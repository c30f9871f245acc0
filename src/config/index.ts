export { Config, type Env } from './config.js';
export { ConfigModule } from './config.module.js';
export { ConfigurationError } from './environment-reader.js';
export { loadConfig } from './load-config.js';
export { platformOptions } from './platform-options.js';
export type { Rate } from './rate.js';
