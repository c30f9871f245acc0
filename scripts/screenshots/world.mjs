/** The installation in the screenshots. All people in it are made up. */
import { CROWDED, SCRIPTS, WITHOUT_FONT } from './names.mjs';

const uuid = (number) => `5c4e0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const organizations = [
  { uuid: uuid(1), key: 'NordenX', name: 'Norden University' },
  { uuid: uuid(2), key: 'LumenX', name: 'Lumen Institute' },
  { uuid: uuid(3), key: 'HikmaX', name: 'جامعة الحكمة' },
];

function course(number, key, title, owner) {
  return {
    uuid: uuid(number),
    key,
    title,
    owners: [{ uuid: owner }],
    course_runs: [{ uuid: uuid(number + 1), key: `course-v1:${key}+2026`, title, start: null, end: null }],
  };
}

function program(number, title, type, hours, owners, run) {
  return {
    uuid: uuid(number),
    title,
    type,
    type_attrs: { slug: type.toLowerCase().replaceAll(' ', '-') },
    status: 'active',
    total_hours_of_effort: hours,
    authoring_organizations: owners.map((owner) => ({ uuid: owner })),
    courses: [{ uuid: uuid(run), course_runs: [{ uuid: uuid(run + 1) }] }],
  };
}

export const PATHWAYS = [
  {
    uuid: uuid(40),
    name: 'Master of Statistics',
    org_name: 'Norden University',
    email: 'admissions@norden.example',
  },
  {
    uuid: uuid(41),
    name: 'ماجستير تاريخ العلوم',
    org_name: 'جامعة الحكمة',
    email: 'admissions@hikma.example',
  },
];

/** The program of each script, the crowded one last. */
export const PROGRAMS = [...SCRIPTS, CROWDED].map(({ username, title, language = 'en' }, index) => ({
  username,
  title,
  language,
  uuid: uuid(100 + index),
}));
export const CROWDED_PROGRAM = PROGRAMS.at(-1).uuid;

export const LEARNERS = [
  {
    username: 'ines',
    fullName: 'Inês Vasconcelos-Lindgren',
    email: 'ines@learners.example',
    pathway: uuid(40),
    program: uuid(30),
    run: 'course-v1:NordenX+STAT1+2026',
  },
  {
    username: 'layla',
    fullName: 'ليلى بنت يوسف الأندلسي',
    email: 'layla@learners.example',
    pathway: uuid(41),
    program: uuid(31),
    run: 'course-v1:HikmaX+ALG1+2026',
  },
];

const people = [...LEARNERS, ...SCRIPTS, CROWDED, WITHOUT_FONT];

export function world() {
  return {
    site: {
      platform_name: 'Open Learning Commons',
      lms_url_root: 'https://courses.learning-commons.example/',
      partner_from_address: 'partners@learning-commons.example',
    },
    users: [
      { username: 'issuer', superuser: true },
      ...people.map(({ username, fullName, email = `${username}@learners.example` }) => ({
        username,
        claims: { full_name: fullName, email },
      })),
    ],
    catalog: {
      organizations,
      courses: [
        course(10, 'NordenX+STAT1', 'Statistical Thinking', uuid(1)),
        course(20, 'HikmaX+ALG1', 'الجبر والمقابلة', uuid(3)),
      ],
      programs: [
        program(30, 'Statistics and Data Science', 'MicroMasters', 480, [uuid(1), uuid(2)], 10),
        program(31, 'تاريخ الرياضيات', 'MicroMasters', 120, [uuid(3)], 20),
        ...PROGRAMS.map(({ uuid: number, title }) => ({
          ...program(0, title, 'MicroMasters', 120, [uuid(1), uuid(2)], 10),
          uuid: number,
        })),
      ],
      pathways: PATHWAYS.map((pathway, index) => ({
        ...pathway,
        pathway_type: 'credit',
        status: 'published',
        programs: [{ uuid: uuid(30 + index) }],
      })),
    },
    program_certificates: [
      {
        program_uuid: uuid(30),
        is_active: true,
        title: '',
        use_org_name: true,
        include_hours_of_effort: true,
        language: 'en',
        signatories: [
          {
            name: 'Prof. Maren Holmqvist',
            title: 'Dean of Mathematics',
            organization_name_override: 'Norden University',
          },
          {
            name: 'Dr. Tomás Aguirre',
            title: 'Program Director',
            organization_name_override: 'Lumen Institute',
          },
        ],
      },
      {
        program_uuid: uuid(31),
        is_active: true,
        title: '',
        use_org_name: true,
        include_hours_of_effort: true,
        language: 'ar',
        signatories: [
          { name: 'أ.د. سلمى حدّاد', title: 'عميدة كلية العلوم', organization_name_override: null },
        ],
      },
      ...PROGRAMS.map(({ uuid: number, username, language }) => ({
        program_uuid: number,
        is_active: true,
        title: '',
        use_org_name: true,
        include_hours_of_effort: true,
        language,
        signatories: signatoriesOf(username),
      })),
    ],
  };
}

function signatoriesOf(username) {
  const rows = username === CROWDED.username ? CROWDED.signatories : CROWDED.signatories.slice(0, 2);
  return rows.map(([name, title], index) => ({
    name,
    title,
    organization_name_override: index % 2 === 0 ? 'Norden University' : 'Lumen Institute',
  }));
}

/** A mark and a word as paths, since uploaded drawings keep shapes only. */
const emblem = (mark, color, word) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${76 + 22 * word.length} 64">${mark}` +
  `<g fill="none" stroke="${color}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">${[
    ...word,
  ]
    .map((letter, index) => `<path transform="translate(${78 + 22 * index} 20)" d="${STROKES[letter]}"/>`)
    .join('')}</g></svg>`;

/** Letters on a grid of 14 by 24. */
const STROKES = {
  N: 'M0 24V0L14 24V0',
  O: 'M7 0C-2 0-2 24 7 24S16 0 7 0Z',
  R: 'M0 24V0H7C15 0 15 12 7 12H0M7 12L14 24',
  D: 'M0 0V24H5C17 24 17 0 5 0Z',
  E: 'M13 0H0V24H13M0 12H10',
  L: 'M0 0V24H12',
  U: 'M0 0V16C0 27 14 27 14 16V0',
  M: 'M0 24V0L7 13L14 0V24',
};

export const LOGOS = {
  [uuid(1)]: emblem(
    '<path d="M8 6h48v32c0 12-14 18-24 22C22 56 8 50 8 38z" fill="#1f4e5f"/><path d="M32 14l14 30H18z" fill="#e8dfc8"/>',
    '#1f4e5f',
    'NORDEN',
  ),
  [uuid(2)]: emblem(
    '<circle cx="32" cy="32" r="26" fill="#8a3b2a"/><path d="M32 12v40M12 32h40M18 18l28 28M46 18L18 46" stroke="#f6e7c1" stroke-width="3"/>',
    '#8a3b2a',
    'LUMEN',
  ),
};

/** Signatures that look written: loops after a large first letter. */
const SIGNATURES = [
  'M10 60C20 10 40 5 42 20S20 70 30 62 60 20 66 30 50 66 62 58 84 34 88 40 78 64 90 56 118 36 122 44 112 62 128 54 170 40 232 30',
  'M14 20C60 6 70 20 40 40S10 74 30 66 76 40 84 46 74 66 92 56 110 30 118 38 106 66 126 54 150 44 154 50 148 60 166 54 190 50 226 58',
  'M30 14C8 30 6 66 30 62S64 20 56 14 38 44 60 54 96 34 98 42 88 60 104 54 128 18 130 26 116 62 134 56 176 36 180 44 172 60 220 46',
];

export const signature = (index) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80"><path fill="none" stroke="#1b2a5a" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="${SIGNATURES[index % SIGNATURES.length]}"/></svg>`;
