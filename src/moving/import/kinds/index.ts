import { CREDENTIALS, GRADES } from './awards.js';
import { COURSE_RUNS, COURSES, ORGANIZATIONS, PATHWAYS, PROGRAMS } from './catalog.js';
import { COURSE_CERTIFICATES, PROGRAM_CERTIFICATES } from './certificates.js';
import type { Kind } from './kind.js';
import { GROUPS, USERS } from './people.js';
import { SENT_PATHWAYS, SHARED_RECORDS } from './records.js';
import { SITE } from './site.js';

/** What all others refer to, each after those that it refers to itself. */
export const FOUNDATION: readonly Kind[] = [
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
];

/** The large ones, in two lanes that do not refer to each other: they can be carried at the same time. */
export const LANES: readonly [readonly Kind[], readonly Kind[]] = [
  [CREDENTIALS],
  [GRADES, SHARED_RECORDS, SENT_PATHWAYS],
];

export const KINDS: readonly Kind[] = [...FOUNDATION, ...LANES.flat()];
