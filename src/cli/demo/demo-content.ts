import type { IssueCredentialBody } from '../../credentials/index.js';
import {
  COLLEGE,
  DEMO_PROGRAM,
  MODELS_RUN,
  PROBABILITY_RUN,
  STATISTICS_RUN,
  UNIVERSITY,
} from './demo-world.js';

// The examples of the API document name these uuids and keys, so that each runs as it stands.

/** Ada's program credential. */
export const ADAS_CREDENTIAL = '5d1c2b6a-3c52-4b7e-9a53-0f2f3f2f9c11';

const STATISTICS = { course_run_key: STATISTICS_RUN, mode: 'verified' };

interface DemoCredential {
  readonly uuid: string;
  readonly body: IssueCredentialBody;
}

/** Ada has earned everything, Ben half, Chen's credential was revoked, and Ada cannot see the last one yet. */
export const demoCredentials: readonly DemoCredential[] = [
  {
    uuid: ADAS_CREDENTIAL,
    body: {
      username: 'demo_ada',
      credential: { program_uuid: DEMO_PROGRAM },
      attributes: [{ name: 'whitelist_reason', value: 'Exam passed on paper.' }],
    },
  },
  {
    uuid: '0b1f8a6c-4d3e-4f5a-9b8c-7d6e5f4a3b2c',
    body: { username: 'demo_ada', credential: STATISTICS },
  },
  {
    uuid: '2e4f6a81-93b5-4c7d-8e9f-0a1b2c3d4e5f',
    body: { username: 'demo_ada', credential: { course_run_key: PROBABILITY_RUN, mode: 'verified' } },
  },
  {
    uuid: '7c0d9e42-8f35-4d61-b2a7-1e6f5c4b3a29',
    body: { username: 'demo_ben', credential: STATISTICS },
  },
  {
    uuid: '9a8b7c6d-5e4f-4a3b-a2c1-d0e9f8a7b6c5',
    body: { username: 'demo_chen', credential: STATISTICS, status: 'revoked' },
  },
  {
    uuid: '4b5a6978-8796-4a5b-b4c3-d2e1f00f1e2d',
    body: { username: 'demo_ada', credential: { course_run_key: MODELS_RUN, mode: 'verified' } },
  },
];

/** The certificate of the run whose credentials are not visible yet. */
export const hiddenCertificate = {
  course_id: MODELS_RUN,
  certificate_type: 'verified' as const,
  certificate_available_date: '2099-01-01T00:00:00Z',
  is_active: true,
};

export const demoGrade = {
  username: 'demo_ada',
  course_run: STATISTICS_RUN,
  letter_grade: 'A',
  percent_grade: '0.925',
  verified: true,
  lms_last_updated_at: '2026-05-06T07:08:09.123456Z',
};

/** Whose record is shared, and the uuid of the link. */
export const demoLinks: readonly (readonly [username: string, uuid: string])[] = [
  ['demo_ada', 'c0ffee00-c0ff-ee00-c0ff-ee00c0ffee00'],
  ['demo_chen', 'c0ffee00-c0ff-4e00-80ff-ee00c0ffee01'],
];

/** Keys that nobody knows, for the examples: ids and what they say. */
export const demoApiKeys = [
  { keyId: '5f0c1d2e3a4b5c6d', name: 'Riverside registrar' },
  { keyId: '6a1b2c3d4e5f6071', name: 'Riverside registrar of last year' },
].map(({ keyId, name }) => ({
  keyId,
  body: { name, permissions: ['credentials.view_usercredential'], programs: [DEMO_PROGRAM] },
}));

/** Webhooks that get nothing, for the examples. */
export const demoWebhooks = [1, 2].map((number) => ({
  uuid: `de0b0000-0000-4000-8000-00000000000${number}`,
  body: {
    url: 'https://hooks.riverside.example/credentials',
    events: ['awarded' as const, 'revoked' as const],
    programs: [DEMO_PROGRAM],
    description: 'Riverside registrar',
    enabled: false,
  },
}));

export const demoTemplate = {
  subject: 'Congratulations on completing {{program_title}}',
  text: 'Dear {{learner_name}},\n\nyour certificate: {{certificate_url}}\n\nThe {{platform_name}} Team',
  html: '<p>Dear {{learner_name}},</p><p><a href="{{certificate_url}}">Your certificate</a></p>',
  enabled: true,
};

export const demoTemplateKeys = ['type:micromasters', 'type:demo'];

/** A logo for each organization. */
export const demoLogos: readonly (readonly [organization: string, image: string])[] = [
  [UNIVERSITY, 'M20 70 Q50 40 80 70 T140 70 T180 60 M60 50 L100 15 L140 50 Z'],
  [COLLEGE, 'M10 75 L70 20 L105 55 L135 30 L190 75 Z'],
].map(([organization = '', path = '']) => [organization, logo(path)] as const);

/** The logo of the installation. */
export const demoSiteLogo = logo('M60 10 H140 V50 Q140 75 100 85 Q60 75 60 50 Z');

function logo(path: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 90"><path d="${path}" fill="none" stroke="#1b3a6b" stroke-width="6"/></svg>`;
}

/** What the certificate of a course run says. */
export const demoCourseContent = {
  title: '',
  language: 'en',
  signatories: [
    { name: 'Prof. Dr. Mara Lind', title: 'Dean of Data Science', organization_name_override: null },
    { name: 'Tomas Hale', title: 'Registrar', organization_name_override: null },
  ],
};

/** A signature for each signatory. */
export const demoSignatures = [
  'M10 40 C40 0 60 70 90 30 S150 10 190 45',
  'M10 30 L50 10 L60 45 L110 15 S160 60 190 25',
].map(
  (path) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" viewBox="0 0 200 60"><path d="${path}" fill="none" stroke="#1b3a6b" stroke-width="3"/></svg>`,
);
