/** An installation small enough to understand at a glance, for `cli demo`. Applied by provisioning. */
const uuid = (kind: string, number: number) =>
  `de0${kind}0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const UNIVERSITY = uuid('a', 1);
export const COLLEGE = uuid('a', 2);
const STATISTICS = { uuid: uuid('c', 1), run: { uuid: uuid('d', 1) } };
const PROBABILITY = { uuid: uuid('c', 2), run: { uuid: uuid('d', 2) } };
const MODELS = { uuid: uuid('c', 3), run: { uuid: uuid('d', 3) } };

export const DEMO_PROGRAM = uuid('e', 1);
export const STATISTICS_RUN = 'course-v1:RiversideX+STAT1+2026';
export const PROBABILITY_RUN = 'course-v1:RiversideX+PROB1+2026';
export const MODELS_RUN = 'course-v1:RiversideX+MODEL1+2026';

/** The user of the token that the command prints. */
export const REGISTRAR = 'demo_registrar';

export const demoPathway = {
  uuid: uuid('f', 1),
  name: "Hill College Master's in Data",
  org_name: 'Hill College',
  email: 'admissions@hill.example',
  pathway_type: 'credit',
  status: 'published',
  programs: [{ uuid: DEMO_PROGRAM }],
};

/** A pathway without an address: a mail to it fails. It had one while the mail was asked for. */
export const lostPathway = {
  uuid: uuid('f', 2),
  name: 'Lost Lake Certificate',
  org_name: 'Lost Lake School',
  email: '',
  pathway_type: 'industry',
  status: 'published',
  programs: [{ uuid: DEMO_PROGRAM }],
};

export const demoWorld = {
  about: 'What the command demo makes.',
  users: [
    { username: REGISTRAR, superuser: true, claims: { administrator: true, full_name: 'Rosa Registrar' } },
    {
      username: 'demo_partner',
      claims: { full_name: 'Pia Partner' },
      permissions: ['credentials.view_usercredential'],
    },
    {
      username: 'demo_ada',
      claims: { email: 'ada@learners.example', full_name: 'Ada Brook', user_id: 9_000_001 },
    },
    { username: 'demo_ben', claims: { email: 'ben@learners.example', full_name: 'Ben Okafor' } },
    { username: 'demo_chen', claims: { email: 'chen@learners.example', full_name: 'Chen Wei' } },
  ],
  catalog: {
    organizations: [
      {
        uuid: UNIVERSITY,
        key: 'RiversideX',
        name: 'Riverside University',
        homepage_url: 'https://riverside.example/',
      },
      { uuid: COLLEGE, key: 'HillX', name: 'Hill College', homepage_url: 'https://hill.example/' },
    ],
    courses: [
      {
        uuid: STATISTICS.uuid,
        key: 'RiversideX+STAT1',
        title: 'Statistics for Everyone',
        description: 'How to read the figures in the news, and where they mislead.',
        owners: [{ uuid: UNIVERSITY }],
        course_runs: [
          {
            ...STATISTICS.run,
            key: STATISTICS_RUN,
            start: '2026-01-12T00:00:00Z',
            end: '2026-04-30T00:00:00Z',
          },
        ],
      },
      {
        uuid: PROBABILITY.uuid,
        key: 'RiversideX+PROB1',
        title: 'Probability in Practice',
        owners: [{ uuid: UNIVERSITY }, { uuid: COLLEGE }],
        course_runs: [
          {
            ...PROBABILITY.run,
            key: PROBABILITY_RUN,
            start: '2026-02-02T00:00:00Z',
            end: '2026-05-31T00:00:00Z',
          },
        ],
      },
      {
        uuid: MODELS.uuid,
        key: 'RiversideX+MODEL1',
        title: 'Models of the World',
        owners: [{ uuid: UNIVERSITY }],
        course_runs: [
          {
            ...MODELS.run,
            key: MODELS_RUN,
            start: '2026-09-07T00:00:00Z',
            end: '2026-12-18T00:00:00Z',
          },
        ],
      },
    ],
    programs: [
      {
        uuid: DEMO_PROGRAM,
        title: 'Data Literacy',
        type: 'MicroMasters',
        status: 'active',
        total_hours_of_effort: 120,
        description: 'Read, question and present data: from a first table to a model that others can check.',
        marketing_url: 'https://riverside.example/data-literacy',
        authoring_organizations: [{ uuid: UNIVERSITY }, { uuid: COLLEGE }],
        courses: [
          { uuid: STATISTICS.uuid, course_runs: [STATISTICS.run] },
          { uuid: PROBABILITY.uuid, course_runs: [PROBABILITY.run] },
        ],
      },
    ],
    pathways: [demoPathway],
  },
  program_certificates: [
    {
      program_uuid: DEMO_PROGRAM,
      is_active: true,
      include_hours_of_effort: true,
      signatories: [
        { name: 'Prof. Dr. Mara Lind', title: 'Dean of Data Science' },
        { name: 'Tomas Hale', title: 'Registrar', organization_name_override: 'Hill College' },
      ],
    },
  ],
};
