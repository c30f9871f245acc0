import { ApiKey, ApiKeyUse } from './api-key.entity.js';

export { MOST_LIFE_DAYS, USUAL_LIFE_DAYS } from './api-key-life.js';
export { ApiKeyReader } from './api-key-reader.js';
export { API_KEY_PREFIX, drawApiKey } from './api-key-text.js';
export {
  findOrganizations,
  findPrograms,
  insertKeyUser,
  judgeExpiry,
  nameOrganizations,
} from './api-key.sql.js';
export { ApiKeysModule } from './api-keys.module.js';
export { ApiKey, ApiKeyUse };
export const apiKeyEntities = [ApiKey, ApiKeyUse];
