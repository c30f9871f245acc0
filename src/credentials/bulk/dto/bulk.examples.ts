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

export const REVOCATION_EXAMPLES = {
  dryRun: {
    summary: 'How many would be revoked',
    value: {
      filter: { course_run: 'course-v1:RiversideX+STAT1+2026', created_after: '2026-05-01T00:00:00Z' },
      dry_run: true,
    },
  },
  learner: {
    summary: "A learner's program credential",
    value: {
      filter: { usernames: ['demo_ada'], type: 'program' },
      reason: 'Issued by mistake.',
    },
  },
} as const;
