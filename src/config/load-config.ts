import { resolve } from 'node:path';
import { isTarget } from '../platform/remote/index.js';
import { isMailAddress } from '../platform/text/index.js';
import { readCatalogSource } from './catalog-source.js';
import { Config, type Env } from './config.js';
import { EnvironmentReader } from './environment-reader.js';
import { readEventBus } from './event-bus.js';
import { readInstallation } from './installation.js';
import { readJwkSetSetting } from './jwk-set-setting.js';
import { readLms } from './lms.js';
import { parseRate, type Rate } from './rate.js';
import { SECRET_REMEDY, secretProblem } from './secret-problem.js';
import { readTheme } from './theme.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * The only reader of the environment.
 * @throws ConfigurationError with all wrong settings at once.
 */
export function loadConfig(env: Env): Config {
  const read = new EnvironmentReader(env);
  const production =
    read.choice('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production';
  const port = read.integer('PORT', 8150, 0, 65_535);
  const lms = readLms(read);
  const config: Config = {
    production,
    port,
    host: read.text('HOST', '127.0.0.1'),
    ...readInstallation(read, production, port),
    role: read.choice('ROLE', ['all', 'api', 'worker'], 'all'),
    dataDir: resolve(read.text('DATA_DIR', 'data')),
    jwtIssuer: read.text('JWT_ISSUER'),
    jwtAudience: read.text('JWT_AUDIENCE', 'credentials'),
    jwtSecretKey: secret(read, production),
    jwtPublicSigningJwkSet: readJwkSetSetting(read, production),
    learnerStatusWorker: read.text('LEARNER_STATUS_WORKER'),
    usernameReplacementWorker: read.text('USERNAME_REPLACEMENT_WORKER'),
    refuseInactiveUsers: read.choice('INACTIVE_USERS', ['allow', 'refuse'], 'allow') === 'refuse',
    programCredentialAttributes: attributeNames(read),
    smtpUrl: read.url('SMTP_URL', ['smtp', 'smtps']),
    smtpConnections: read.integer('SMTP_CONNECTIONS', 2, 1, 20),
    mailFrom: mailAddress(read, 'MAIL_FROM', 'credentials@localhost'),
    sendEmailOnProgramCompletion: read.boolean('SEND_EMAIL_ON_PROGRAM_COMPLETION', false),
    ...lms,
    learnerRecordUrl: read.webRoot('LEARNER_RECORD_MFE_RECORDS_PAGE_URL'),
    ...readCatalogSource(read, lms.lmsUrl),
    eventBus: readEventBus(read),
    throttleCredentials: rate(read, 'THROTTLE_CREDENTIALS', '15/minute'),
    throttleGrades: rate(read, 'THROTTLE_GRADES', '90/minute'),
    throttleRecords: rate(read, 'THROTTLE_RECORDS', '15/minute'),
    creditRequestIntervalHours: read.integer('CREDIT_REQUEST_INTERVAL', 24, 0, 8760),
    showRevoked: read.boolean('SHOW_REVOKED', false),
    ...readTheme(read),
    webhookAllowHttp: read.boolean('WEBHOOK_ALLOW_HTTP', false),
    webhookAllowedTargets: webhookTargets(read),
    webhookTimeoutMs: 1000 * read.integer('WEBHOOK_TIMEOUT', 10, 1, 10),
    webhookDisableAfterDays: read.integer('WEBHOOK_DISABLE_AFTER', 5, 1, 90),
    corsOrigins: read.origins('CORS_ORIGINS'),
    buildCommit: read.text('BUILD_COMMIT', 'unknown'),
    logLevel: read.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    outboxLeaseMs: 1000 * read.integer('OUTBOX_LEASE', 60, 1, 3600),
    outboxPollMs: 1000 * read.integer('OUTBOX_POLL', 5, 1, 300),
    outboxRetryBaseMs: 1000 * read.integer('OUTBOX_RETRY_BASE', 30, 1, 3600),
    requestTimeoutMs: 1000 * read.integer('REQUEST_TIMEOUT', 10, 1, 600),
    shutdownDelayMs: 1000 * read.integer('SHUTDOWN_DELAY', production ? 5 : 0, 0, 300),
    shutdownTimeoutMs: 1000 * read.integer('SHUTDOWN_TIMEOUT', 20, 1, 600),
  };
  read.finish();
  return Object.assign(new Config(), config);
}

/** A weak secret only warns in development: see `SharedSecret`. */
function secret(read: EnvironmentReader, production: boolean): string | undefined {
  const value = read.text('JWT_SECRET_KEY');
  const problem = value !== undefined && production ? secretProblem(value) : undefined;
  if (problem !== undefined) read.problem(`JWT_SECRET_KEY ${problem}: ${SECRET_REMEDY}`);
  return value;
}

function mailAddress(read: EnvironmentReader, name: string, fallback: string): string {
  const value = read.text(name, fallback);
  if (!isMailAddress(value)) read.problem(`${name} must be a mail address such as office@example.org`);
  return value;
}

function webhookTargets(read: EnvironmentReader): string[] {
  const targets = read.list('WEBHOOK_ALLOWED_TARGETS');
  for (const target of targets)
    if (!isTarget(target))
      read.problem(
        `WEBHOOK_ALLOWED_TARGETS must hold hosts, addresses or ranges such as 10.1.0.0/16, not "${target}"`,
      );
  return targets;
}

function attributeNames(read: EnvironmentReader): string[] {
  const names = read.list('PROGRAM_CREDENTIAL_ATTRIBUTES');
  return names.length > 0 ? names : ['visible_date'];
}

function rate(read: EnvironmentReader, name: string, fallback: string): Rate | null {
  const value = parseRate(read.text(name, fallback));
  if (value === undefined)
    read.problem(`${name} must look like 15/minute (1 to 1000 a second, minute, hour or day) or be off`);
  return value ?? null;
}
