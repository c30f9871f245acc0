export { webhookEntities } from './entities/index.js';
export { WebhooksModule } from './webhooks.module.js';
export { countWebhooks } from './webhooks.sql.js';
export { WebhooksService } from './admin/webhooks.service.js';
