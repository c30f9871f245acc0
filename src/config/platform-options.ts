import { join } from 'node:path';
import type { DatabaseOptions } from '../platform/database/index.js';
import type { HttpOptions } from '../platform/http/index.js';
import type { MailOptions } from '../platform/mail/index.js';
import type { OutboxOptions } from '../platform/outbox/index.js';
import type { Config } from './config.js';

/** How long messages that are done or cancelled are kept, milliseconds. */
const KEEP_MESSAGES_MS = 30 * 86_400_000;

/**
 * The part of a lease that one mail may take. As much as can be: a server that thinks about the content for long, and is
 * left, may have taken the mail and gets it again. But less than the three quarters for which a lease lasts at least,
 * even if no renewal works from then on: a mail is through before its row could be taken up by another worker.
 */
const PART_OF_LEASE = 0.7;

/** The settings as the rooms of the platform ask for them; they know nothing of this service. */
export function platformOptions(config: Config): {
  readonly database: DatabaseOptions;
  readonly http: HttpOptions;
  readonly mail: MailOptions;
  readonly outbox: OutboxOptions;
} {
  const { publicUrl, trustProxy, corsOrigins, role } = config;
  return {
    database: { replicaUrls: config.databaseReplicaUrls },
    http: { publicUrl, trustProxy, corsOrigins, probesOnly: role === 'worker' },
    mail: {
      smtpUrl: config.smtpUrl,
      from: config.mailFrom,
      folder: join(config.dataDir, 'mail'),
      deadline: PART_OF_LEASE * config.outboxLease,
      wantsServer: config.production && role !== 'api',
    },
    outbox: {
      enabled: role !== 'api',
      lease: config.outboxLease,
      poll: config.outboxPoll,
      retryBase: config.outboxRetryBase,
      concurrency: 5,
      // The other half is for the requests that are still being answered.
      grace: config.shutdownTimeout / 2,
      keep: KEEP_MESSAGES_MS,
    },
  };
}
