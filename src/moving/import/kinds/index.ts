import { CREDENTIALS, GRADES } from './awards.js';
import { COURSE_RUNS, COURSES, ORGANIZATIONS, PATHWAYS, PROGRAMS } from './catalog.js';
import { COURSE_CERTIFICATES, PROGRAM_CERTIFICATES } from './certificates.js';
import type { Kind } from './kind.js';
import { GROUPS, USERS } from './people.js';
import { SENT_PATHWAYS, SHARED_RECORDS } from './records.js';
import { SITE } from './site.js';

/** All kinds, each after those that it refers to. */
export const KINDS: readonly Kind[] = [
  SITE,
  ORGANIZATIONS,
  COURSES,
  COURSE_RUNS,
  PROGRAMS,
  PATHWAYS,
  GROUPS,
  USERS,
  COURSE_CERTIFICATES,
  PROGRAM_CERTIFICATES,
  CREDENTIALS,
  GRADES,
  SHARED_RECORDS,
  SENT_PATHWAYS,
];
