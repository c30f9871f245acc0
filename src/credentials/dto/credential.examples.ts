const ADDRESS = 'https://credentials.example.org/credentials';

const PROGRAM_CREDENTIAL = {
  username: 'demo_ada',
  credential: {
    type: 'program',
    credential_id: 1,
    program_uuid: 'de0e0000-0000-4000-8000-000000000001',
  },
  status: 'awarded',
  download_url: `${ADDRESS}/5d1c2b6a3c524b7e9a530f2f3f2f9c11/certificate.pdf`,
  uuid: '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11',
  attributes: [{ name: 'whitelist_reason', value: 'Exam passed on paper.' }],
  date_override: null,
  created: '2026-01-02T12:58:15.744188Z',
  modified: '2026-01-02T12:58:15.744188Z',
  certificate_url: `${ADDRESS}/5d1c2b6a3c524b7e9a530f2f3f2f9c11/`,
} as const;

const COURSE_CREDENTIAL = {
  ...PROGRAM_CREDENTIAL,
  credential: {
    type: 'course-run',
    credential_id: 5,
    course_run_key: 'course-v1:RiversideX+STAT1+2026',
    mode: 'verified',
  },
  download_url: `${ADDRESS}/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/certificate.pdf`,
  uuid: '0b1f8a6c-4d3e-4f5a-9b8c-7d6e5f4a3b2c',
  attributes: [],
  date_override: { date: '2026-05-01T00:00:00.000000Z' },
  created: '2026-05-06T07:08:10.744188Z',
  modified: '2026-05-06T07:08:10.744188Z',
  certificate_url: `${ADDRESS}/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/`,
} as const;

/** Answers to the examples of issuing a credential, for the API documentation. */
export const ISSUED_EXAMPLES = {
  program: { summary: 'For a program', value: PROGRAM_CREDENTIAL },
  courseRun: { summary: 'For a course run', value: COURSE_CREDENTIAL },
} as const;

export const REVOKED_EXAMPLE = {
  ...PROGRAM_CREDENTIAL,
  status: 'revoked',
  download_url: null,
  modified: '2026-02-03T09:10:11.121314Z',
} as const;
