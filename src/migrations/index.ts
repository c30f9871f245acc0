import { Identity1764000000100 } from './1764000000100-identity.js';
import { Catalog1764000000200 } from './1764000000200-catalog.js';
import { Certificates1764000000300 } from './1764000000300-certificates.js';
import { Credentials1764000000400 } from './1764000000400-credentials.js';
import { Outbox1764000000500 } from './1764000000500-outbox.js';
import { Grades1764000000600 } from './1764000000600-grades.js';
import { CertStatusView1764000000700 } from './1764000000700-cert-status-view.js';
import { Records1764000000800 } from './1764000000800-records.js';
import { Administration1764000000900 } from './1764000000900-administration.js';
import { OutboxDead1764000001000 } from './1764000001000-outbox-dead.js';
import { FirstAward1764000001100 } from './1764000001100-first-award.js';
import { TrimmedUsernames1764000001200 } from './1764000001200-trimmed-usernames.js';
import { AwardedHasFirstAward1764000001300 } from './1764000001300-awarded-has-first-award.js';
import { OutboxBySubscriber1764000001400 } from './1764000001400-outbox-by-subscriber.js';

/** All migrations in order. Each runs in a transaction of its own. */
export const migrations = [
  Identity1764000000100,
  Catalog1764000000200,
  Certificates1764000000300,
  Credentials1764000000400,
  Outbox1764000000500,
  Grades1764000000600,
  CertStatusView1764000000700,
  Records1764000000800,
  Administration1764000000900,
  OutboxDead1764000001000,
  FirstAward1764000001100,
  TrimmedUsernames1764000001200,
  AwardedHasFirstAward1764000001300,
  OutboxBySubscriber1764000001400,
];
