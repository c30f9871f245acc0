import { join } from 'node:path';
import { type DatabaseOptions, timeLimitsWithin } from '../platform/database/index.js';
import type { HttpOptions } from '../platform/http/index.js';
import type { MailOptions } from '../platform/mail/index.js';
import type { Build } from '../platform/metrics/index.js';
import type { OutboxOptions } from '../platform/outbox/index.js';
import type { Config } from './config.js';
import { VERSION } from './version.js';

/** How long deliveries that are done or cancelled are kept. */
const KEEP_DELIVERIES_MS = 30 * 86_400_000;

/** A caller who sends or reads needs no longer than this after SIGTERM. */
const MOST_CLOSE_PATIENCE_MS = 5000;

/**
 * Share of a lease that one mail may take. As large as possible: a slow server may accept a mail after we gave up, and
 * then gets it twice. Less than 0.75: a lease lasts that long even if no renewal works, so the mail ends before
 * another worker can claim its delivery.
 */
const PART_OF_LEASE = 0.7;

/** The settings in the form that the folders of the platform need. The platform does not know this service. */
export function platformOptions(config: Config): {
  readonly database: DatabaseOptions;
  readonly http: HttpOptions;
  readonly mail: MailOptions;
  readonly outbox: OutboxOptions;
  readonly build: Build;
} {
  const { publicUrl, corsOrigins, requestTimeoutMs, role } = config;
  return {
    database: {
      replicaUrls: config.databaseReplicaUrls,
      limits: timeLimitsWithin(requestTimeoutMs),
    },
    http: {
      publicUrl,
      corsOrigins,
      requestTimeoutMs,
      probesOnly: role === 'worker',
      // The rest is for requests that the service itself has not answered yet.
      closePatienceMs: Math.min(config.shutdownTimeoutMs / 2, MOST_CLOSE_PATIENCE_MS),
    },
    mail: {
      smtpUrl: config.smtpUrl,
      connections: config.smtpConnections,
      from: config.mailFrom,
      folder: join(config.dataDir, 'mail'),
      deadlineMs: PART_OF_LEASE * config.outboxLeaseMs,
      wantsServer: config.production && role !== 'api',
    },
    build: { version: VERSION, commit: config.buildCommit },
    outbox: {
      enabled: role !== 'api',
      leaseMs: config.outboxLeaseMs,
      pollMs: config.outboxPollMs,
      retryBaseMs: config.outboxRetryBaseMs,
      concurrency: 5,
      // The other half is for requests in progress.
      graceMs: config.shutdownTimeoutMs / 2,
      keepMs: KEEP_DELIVERIES_MS,
    },
  };
}
