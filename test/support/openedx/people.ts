import type { Random } from './random.ts';
import { CONTENT_TYPE, NAMES, range, type Rows, TITLES, type Value } from './world.ts';

/** Users of the machines and of the staff come first; the learner with the number n has the id n + 9. */
const STAFF = [
  'credentials_service_user',
  'root',
  'admin',
  'grader',
  'viewer',
  'status_worker',
  'renamer',
  'gone',
];

const PERMISSIONS = ['add', 'change', 'delete', 'view'].flatMap((verb) =>
  (['usercredential', 'usergrade'] as const).map((kind) => ({ verb, kind })),
);

export function userIdOf(learner: number): number {
  return STAFF.length + 1 + learner;
}

/** Usernames are unique in MySQL's collation, where letter case and accents count for nothing. */
export function usernameOf(learner: number): string {
  const number = String(learner).padStart(5, '0');
  if (learner === 5) return `learner_${number}_`.padEnd(150, 'x');
  if (learner % 500 === 19) return `retired__user_${number.padStart(40, '0')}`;
  const forms = [
    `Learner_${number}`,
    `learner.${number}-x`,
    `Ünï_${number}`,
    `l${number}@example.org`,
    `l+${number}`,
  ];
  return forms[learner % 20] ?? (learner % 20 === 17 ? `学習者${number}` : `learner_${number}`);
}

/** Users with their groups and permissions. */
export function* people(random: Random, users: number): Generator<Rows> {
  const contentTypes: (readonly [number, string, string])[] = [
    [CONTENT_TYPE.courseCertificate, 'credentials', 'coursecertificate'],
    [CONTENT_TYPE.programCertificate, 'credentials', 'programcertificate'],
    [CONTENT_TYPE.userCredential, 'credentials', 'usercredential'],
    [CONTENT_TYPE.userGrade, 'records', 'usergrade'],
    [25, 'badges', 'coursecertificate'],
  ];
  yield { table: 'django_content_type', columns: ['id', 'app_label', 'model'], rows: contentTypes };
  yield {
    table: 'auth_permission',
    columns: ['id', 'name', 'content_type_id', 'codename'],
    rows: PERMISSIONS.map(({ verb, kind }, index) => [
      ...[200 + index, `Can ${verb} ${kind}`],
      ...[kind === 'usergrade' ? CONTENT_TYPE.userGrade : CONTENT_TYPE.userCredential, `${verb}_${kind}`],
    ]),
  };
  yield {
    table: 'core_user',
    // prettier-ignore
    columns: [
      'id', 'password', 'last_login', 'is_superuser', 'username', 'first_name', 'last_name', 'email', 'is_staff',
      'is_active', 'date_joined', 'full_name', 'lms_user_id',
    ],
    rows: userRows(random, users),
  };
  yield {
    table: 'auth_group',
    columns: ['id', 'name'],
    rows: [
      [1, 'Admins'],
      [2, 'Registrars'],
      [3, 'Empty group'],
    ],
  };
  yield {
    table: 'auth_group_permissions',
    columns: ['group_id', 'permission_id'],
    rows: [1, 2].flatMap((group) => range(4).map((index) => [group, 200 + index])),
  };
  yield {
    table: 'core_user_groups',
    columns: ['user_id', 'group_id'],
    rows: [
      [1, 1],
      [3, 1],
      [5, 2],
    ],
  };
  yield {
    table: 'core_user_user_permissions',
    columns: ['user_id', 'permission_id'],
    rows: [
      [4, 201],
      [4, 203],
      [5, 206],
    ],
  };
}

function* userRows(random: Random, users: number): Generator<readonly Value[]> {
  for (const [index, username] of STAFF.entries())
    yield [
      ...[
        index + 1,
        '!',
        undefined,
        username === 'root' ? 1 : 0,
        username,
        '',
        '',
        `${username}@openedx.example`,
      ],
      ...[index < 3 ? 1 : 0, username === 'gone' ? 0 : 1, random.time(), '', index + 1],
    ];
  for (let learner = 0; learner < users - STAFF.length; learner += 1) {
    const [first, last] = [random.pick(NAMES), random.pick(TITLES)];
    yield [
      ...[
        userIdOf(learner),
        `!${String(learner).padStart(40, '0')}`,
        learner % 3 === 0 ? random.time() : undefined,
        0,
      ],
      ...[usernameOf(learner), ...(learner % 2 === 0 ? [first, last] : ['', '']), mailOf(learner), 0],
      ...[learner % 90 === 8 ? 0 : 1, random.time(), fullNameOf(learner, `${first} ${last} ${learner}`)],
      lmsUserIdOf(learner),
    ];
  }
}

function fullNameOf(learner: number, name: string): string | undefined {
  if (learner % 1000 === 13) return 'Ñ'.repeat(255);
  // PostgreSQL has no text with such a character.
  if (learner % 8000 === 26) return 'Nul\u0000 Byte';
  if (learner % 20 === 4) return undefined;
  return learner % 10 === 5 ? '' : name;
}

function mailOf(learner: number): string {
  if (learner % 60 === 5) return '';
  return learner % 400 < 2 ? 'same@learners.example' : `l${learner}@learners.example`;
}

/** Each 2000th learner has the number of the one before. */
function lmsUserIdOf(learner: number): number | undefined {
  if (learner % 150 === 9) return undefined;
  return 50_000 + (learner % 2000 === 30 ? learner - 1 : learner);
}
