/** The installation in the screenshots. All people in it are made up. */

const uuid = (number) => `5c4e0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const organizations = (logos) => [
  {
    uuid: uuid(1),
    key: 'NordenX',
    name: 'Norden University',
    certificate_logo_image_url: `${logos}/norden.svg`,
  },
  { uuid: uuid(2), key: 'LumenX', name: 'Lumen Institute', certificate_logo_image_url: `${logos}/lumen.svg` },
  { uuid: uuid(3), key: 'HikmaX', name: 'جامعة الحكمة', certificate_logo_image_url: null },
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

/** @param {string} logos where the logos are served */
export function world(logos) {
  return {
    site: {
      platform_name: 'Open Learning Commons',
      lms_url_root: 'https://courses.learning-commons.example/',
      partner_from_address: 'partners@learning-commons.example',
    },
    users: [
      { username: 'issuer', superuser: true },
      ...LEARNERS.map(({ username, fullName, email }) => ({
        username,
        claims: { full_name: fullName, email },
      })),
    ],
    catalog: {
      organizations: organizations(logos),
      courses: [
        course(10, 'NordenX+STAT1', 'Statistical Thinking', uuid(1)),
        course(20, 'HikmaX+ALG1', 'الجبر والمقابلة', uuid(3)),
      ],
      programs: [
        program(30, 'Statistics and Data Science', 'MicroMasters', 480, [uuid(1), uuid(2)], 10),
        program(31, 'تاريخ الرياضيات', 'MicroMasters', 120, [uuid(3)], 20),
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
    ],
  };
}

/** A logo as wide as mark and name, so that it is centred. The name takes that length in every font. */
const wordmark = (name, length, mark) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="4 0 ${length + 76} 64" width="${length + 76}" height="64">${mark}` +
  `<text x="76" y="42" textLength="${length}" lengthAdjust="spacingAndGlyphs" font-family="Palatino, P052, Georgia, serif" font-size="27" fill="#26324a">${name}</text></svg>`;

export const LOGOS = {
  '/norden.svg': wordmark(
    'Norden University',
    212,
    '<path d="M8 6h48v32c0 12-14 18-24 22C22 56 8 50 8 38z" fill="#1f4e5f"/><path d="M32 14l14 30H18z" fill="#e8dfc8"/>',
  ),
  '/lumen.svg': wordmark(
    'Lumen Institute',
    182,
    '<circle cx="32" cy="32" r="26" fill="#8a3b2a"/><path d="M32 12v40M12 32h40M18 18l28 28M46 18L18 46" stroke="#f6e7c1" stroke-width="3"/>',
  ),
};
