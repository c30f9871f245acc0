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
import { OutboxOrder1764000001500 } from './1764000001500-outbox-order.js';
import { TimesForward1764000001510 } from './1764000001510-times-forward.js';
import { WideIds1764000001520 } from './1764000001520-wide-ids.js';
import { TokenTimes1764000001600 } from './1764000001600-token-times.js';
import { SoundUsers1764000001610 } from './1764000001610-sound-users.js';
import { SoundUsersChecked1764000001620 } from './1764000001620-sound-users-checked.js';
import { SoundRows1764000001700 } from './1764000001700-sound-rows.js';
import { SoundRowsChecked1764000001710 } from './1764000001710-sound-rows-checked.js';
import { SignatureTypes1764000001800 } from './1764000001800-signature-types.js';
import { SoundTimes1764000001830 } from './1764000001830-sound-times.js';
import { SoundNumbers1764000001840 } from './1764000001840-sound-numbers.js';
import { FixedRows1764000001850 } from './1764000001850-fixed-rows.js';
import { LearnerNames1764000001860 } from './1764000001860-learner-names.js';
import { RightsOfTokens1764000001870 } from './1764000001870-rights-of-tokens.js';
import { GradesAboveOne1764000001880 } from './1764000001880-grades-above-one.js';
import { OneCredential1764000001881 } from './1764000001881-one-credential.js';
import { OutboxWaiting1764000001890 } from './1764000001890-outbox-waiting.js';
import { KeptVisibility1764000001891 } from './1764000001891-kept-visibility.js';
import { CatalogLeftOut1764000001900 } from './1764000001900-catalog-left-out.js';
import { KeptInOrder1764000001910 } from './1764000001910-kept-in-order.js';
import { OutboxListed1764000001930 } from './1764000001930-outbox-listed.js';
import { NamesWakeMails1764000001940 } from './1764000001940-names-wake-mails.js';
import { StoredPictures1764000001950 } from './1764000001950-stored-pictures.js';
import { WhatCertificatesSay1764000001960 } from './1764000001960-what-certificates-say.js';
import { RevokedAt1764000001961 } from './1764000001961-revoked-at.js';
import { MailLanguages1764000001980 } from './1764000001980-mail-languages.js';
import { AuditLog1764000001990 } from './1764000001990-audit-log.js';
import { AuditedTables1764000001991 } from './1764000001991-audited-tables.js';
import { ApiKeys1764000002000 } from './1764000002000-api-keys.js';
import { IdempotencyKeys1764000002030 } from './1764000002030-idempotency-keys.js';
import { OutboxEnded1764000002040 } from './1764000002040-outbox-ended.js';
import { CredentialChanges1764000002010 } from './1764000002010-credential-changes.js';
import { MergedAccounts1764000002050 } from './1764000002050-merged-accounts.js';
import { ForgottenLearners1764000002060 } from './1764000002060-forgotten-learners.js';
import { Moving1764000002080 } from './1764000002080-moving.js';
import { StatusTimes1764000002100 } from './1764000002100-status-times.js';
import { EventInbox1764000002110 } from './1764000002110-event-inbox.js';
import { Webhooks1764000002200 } from './1764000002200-webhooks.js';
import { LeaversWakeEvents1764000002210 } from './1764000002210-leavers-wake-events.js';
import { RenamedKeepEvents1764000002220 } from './1764000002220-renamed-keep-events.js';

/** All migrations in order. Each runs in a transaction of its own, or in steps that can run again. */
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
  OutboxOrder1764000001500,
  TimesForward1764000001510,
  WideIds1764000001520,
  TokenTimes1764000001600,
  SoundUsers1764000001610,
  SoundUsersChecked1764000001620,
  SoundRows1764000001700,
  SoundRowsChecked1764000001710,
  SignatureTypes1764000001800,
  SoundTimes1764000001830,
  SoundNumbers1764000001840,
  FixedRows1764000001850,
  LearnerNames1764000001860,
  RightsOfTokens1764000001870,
  GradesAboveOne1764000001880,
  OneCredential1764000001881,
  OutboxWaiting1764000001890,
  KeptVisibility1764000001891,
  CatalogLeftOut1764000001900,
  KeptInOrder1764000001910,
  OutboxListed1764000001930,
  NamesWakeMails1764000001940,
  StoredPictures1764000001950,
  WhatCertificatesSay1764000001960,
  RevokedAt1764000001961,
  MailLanguages1764000001980,
  AuditLog1764000001990,
  AuditedTables1764000001991,
  ApiKeys1764000002000,
  CredentialChanges1764000002010,
  IdempotencyKeys1764000002030,
  OutboxEnded1764000002040,
  MergedAccounts1764000002050,
  ForgottenLearners1764000002060,
  Moving1764000002080,
  StatusTimes1764000002100,
  EventInbox1764000002110,
  Webhooks1764000002200,
  LeaversWakeEvents1764000002210,
  RenamedKeepEvents1764000002220,
];
