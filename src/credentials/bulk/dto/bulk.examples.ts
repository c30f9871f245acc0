/** Requests that the world of `cli demo` can answer. */
export const BULK_EXAMPLES = {
  issue: {
    summary: 'Issue two',
    value: {
      items: [
        {
          username: 'demo_ada',
          credential: { program_uuid: 'de0e0000-0000-4000-8000-000000000001' },
        },
        {
          username: 'demo_ada',
          credential: { course_run_key: 'course-v1:RiversideX+STAT1+2026', mode: 'verified' },
        },
      ],
      reason: 'Results of the exam on paper.',
    },
  },
  revoke: {
    summary: 'Revoke, all or nothing',
    value: {
      items: [{ uuid: '7c0d9e42-8f35-4d61-b2a7-1e6f5c4b3a29', status: 'revoked' }],
      atomic: true,
      reason: 'Issued by mistake.',
    },
  },
} as const;
