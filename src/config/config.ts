import type { EventBusSettings } from './event-bus-settings.js';
import type { Rate } from './rate.js';

export type Env = Readonly<Record<string, string | undefined>>;

export type Role = 'all' | 'api' | 'worker';

/** The service's settings, read from the environment once and valid by construction. See docs/configuration.md. */
export class Config {
  /** `NODE_ENV=production`: no generated secret, no migration at the start, no `cli token` or `cli demo`. */
  readonly production!: boolean;
  /** `PORT`: TCP port to listen on. */
  readonly port!: number;
  /** `HOST`: address to listen on. */
  readonly host!: string;
  /** `PUBLIC_URL` without a trailing slash: the start of every absolute link that the service writes. */
  readonly publicUrl!: string;
  /** `ROLE`: what this process does. */
  readonly role!: Role;
  /** `DATA_DIR` as an absolute path: embedded database, generated secret, mails as files. */
  readonly dataDir!: string;
  /** `DATABASE_URL`; undefined means the embedded PostgreSQL. */
  readonly databaseUrl!: string | undefined;
  /** `DATABASE_REPLICA_URLS`: read replicas for reads that may lag. */
  readonly databaseReplicaUrls!: readonly string[];
  /** `JWT_ISSUER`: checked against `iss` when set. */
  readonly jwtIssuer!: string | undefined;
  /** `JWT_AUDIENCE`: must be in `aud`. */
  readonly jwtAudience!: string;
  /** `JWT_SECRET_KEY`: HS256 key. Outside production a generated key replaces a missing one. */
  readonly jwtSecretKey!: string | undefined;
  /** `JWT_PUBLIC_SIGNING_JWK_SET`: JSON text, the path of a file, or an https address. */
  readonly jwtPublicSigningJwkSet!: string | undefined;
  /** `LEARNER_STATUS_WORKER`: username that may ask for certificate status. */
  readonly learnerStatusWorker!: string | undefined;
  /** `USERNAME_REPLACEMENT_WORKER`: the only username that may rename learners. */
  readonly usernameReplacementWorker!: string | undefined;
  /** `INACTIVE_USERS=refuse`: a user who is inactive in the LMS is refused. Those deactivated here always are. */
  readonly refuseInactiveUsers!: boolean;
  /** `PROGRAM_CREDENTIAL_ATTRIBUTES`: attribute names that a program credential takes beside `whitelist_reason`. */
  readonly programCredentialAttributes!: readonly string[];
  /** `SMTP_URL`: mail server; without it each mail becomes a file under `DATA_DIR/mail`. */
  readonly smtpUrl!: string | undefined;
  /** `SMTP_CONNECTIONS`: mails that a worker sends at the same time, and the most that a kill can repeat. */
  readonly smtpConnections!: number;
  /** `MAIL_FROM`: sender of mails when the site has no valid sender. */
  readonly mailFrom!: string;
  /** `SEND_EMAIL_ON_PROGRAM_COMPLETION`: congratulate a learner when their program credential is first awarded. */
  readonly sendEmailOnProgramCompletion!: boolean;
  /** `LMS_URL`: address of the LMS. */
  readonly lmsUrl!: string | undefined;
  /** `LMS_OAUTH_CLIENT_ID`: this service's OAuth client at the LMS, which is then asked for the names of learners. */
  readonly lmsOauthClientId!: string | undefined;
  /** `LMS_OAUTH_CLIENT_SECRET`: the secret of that client. */
  readonly lmsOauthClientSecret!: string | undefined;
  /** `LEARNER_RECORD_MFE_RECORDS_PAGE_URL`: the learner record web front end. */
  readonly learnerRecordUrl!: string | undefined;
  /** `CATALOG_API_URL`, with a trailing slash: the Discovery API that the catalog is copied from. */
  readonly catalogApiUrl!: string | undefined;
  /**
   * `CATALOG_OAUTH_URL`: the source of tokens for that API; by default `/oauth2/access_token` of the LMS. Undefined where
   * there is none: that of the API's origin.
   */
  readonly catalogOauthUrl!: string | undefined;
  /** `CATALOG_OAUTH_CLIENT_ID` or its alias `CATALOG_CLIENT_ID`: this service's OAuth client at the Discovery API. */
  readonly catalogClientId!: string | undefined;
  /** `CATALOG_OAUTH_CLIENT_SECRET` or its alias `CATALOG_CLIENT_SECRET`: the secret of that client. */
  readonly catalogClientSecret!: string | undefined;
  /** `CATALOG_SYNC_INTERVAL`, milliseconds: how often a worker copies the catalog; 0: never. */
  readonly catalogSyncIntervalMs!: number;
  /** `LOGO_ORIGINS`: web origins that logos may be fetched from, beside that of `CATALOG_API_URL`. */
  readonly logoOrigins!: readonly string[];
  /**
   * `EVENT_BUS_URL` with `EVENT_BUS_TOPIC_PREFIX`, `EVENT_BUS_GROUP`, `EVENT_BUS_CONSUMER`, `EVENT_BUS_CONSUME`,
   * `EVENT_BUS_PRODUCE`, `EVENT_BUS_RECLAIM_AFTER` and `EVENT_BUS_SCHEMA_REGISTRY_URL`: the event bus of Open edX;
   * undefined without one.
   */
  readonly eventBus!: EventBusSettings | undefined;
  /** `THROTTLE_CREDENTIALS`, such as `15/minute`: how often a user may call the routes of credentials; null: `off`. */
  readonly throttleCredentials!: Rate | null;
  /** `THROTTLE_GRADES`, in the same form: how often a user may call the routes of grades. */
  readonly throttleGrades!: Rate | null;
  /** `THROTTLE_RECORDS`, in the same form: how often a user may share records (and end that), and how often send them. */
  readonly throttleRecords!: Rate | null;
  /**
   * `CREDIT_REQUEST_INTERVAL`, hours: a learner's record of a program is mailed to a pathway on request once in that
   * time. 0: on each request.
   */
  readonly creditRequestIntervalHours!: number;
  /** `SHOW_REVOKED`: the page of a revoked certificate that could be seen says so; false: it is not found. */
  readonly showRevoked!: boolean;
  /** `THEME_LOGO_URL`: image above certificates instead of the platform's name. The service fetches it at its start. */
  readonly themeLogoUrl!: string | undefined;
  /** `THEME_PRIMARY_COLOR`, #rrggbb: text and seal of certificates; dark enough to be read on white. */
  readonly themePrimaryColor!: string;
  /** `THEME_ACCENT_COLOR`, #rrggbb: ornaments of certificates. */
  readonly themeAccentColor!: string;
  /** `THEME_STYLESHEET` as an absolute path: a stylesheet served after the certificate page's own. */
  readonly themeStylesheet!: string | undefined;
  /** `CERTIFICATE_TEMPLATE` as an absolute path: the template of the sheet in the place of the service's own. */
  readonly certificateTemplate!: string | undefined;
  /** `CERTIFICATE_FONTS` as an absolute path: a folder with fonts of the operator's, `.ttf` or `.otf`. */
  readonly certificateFonts!: string | undefined;
  /** `CERTIFICATE_PAPER`: the paper of certificates where nobody asks for another. */
  readonly certificatePaper!: 'a4' | 'us-letter';
  /** `WEBHOOK_ALLOW_HTTP`: webhooks may be of plain http, where everybody on the way can read them. */
  readonly webhookAllowHttp!: boolean;
  /**
   * `WEBHOOK_ALLOWED_TARGETS`: names of hosts, addresses and ranges such as `10.1.0.0/16` that webhooks may go to beside
   * public ones.
   */
  readonly webhookAllowedTargets!: readonly string[];
  /** `WEBHOOK_TIMEOUT`, milliseconds: longest time of one request to a webhook, from the name to the end of the answer. */
  readonly webhookTimeoutMs!: number;
  /** `WEBHOOK_DISABLE_AFTER`, days: a webhook that has only failed for so long is disabled. */
  readonly webhookDisableAfterDays!: number;
  /** `CORS_ORIGINS`: web origins that may call with credentials. */
  readonly corsOrigins!: readonly string[];
  /** `BUILD_COMMIT`: the commit that the program was built from, where the image says so; else `unknown`. */
  readonly buildCommit!: string;
  /** `LOG_LEVEL`: least severe level that is written. */
  readonly logLevel!: string;
  /** `OUTBOX_LEASE`, milliseconds: how long a worker may hold a delivery without renewing its lease. */
  readonly outboxLeaseMs!: number;
  /** `OUTBOX_POLL`, milliseconds: how often a worker looks for due deliveries without a wake-up. */
  readonly outboxPollMs!: number;
  /** `OUTBOX_RETRY_BASE`, milliseconds: longest wait after the first failure. It doubles with each further failure. */
  readonly outboxRetryBaseMs!: number;
  /** `REQUEST_TIMEOUT`, milliseconds: longest time of a request, whatever it waits for. After it the answer is a 503. */
  readonly requestTimeoutMs!: number;
  /** `SHUTDOWN_DELAY`, milliseconds: how long the port stays open after SIGTERM while `/readyz` answers 503. */
  readonly shutdownDelayMs!: number;
  /** `SHUTDOWN_TIMEOUT`, milliseconds: how long requests in progress may take once the port is closed. */
  readonly shutdownTimeoutMs!: number;
}
