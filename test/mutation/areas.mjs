/**
 * The areas of `npm run test:mutation`: the files whose rules are changed, and the tests that must notice. `*.spec.ts`
 * beside the files are always among the tests.
 * @type {Record<string, { mutate: string[], tests: string[] }>}
 */
export const AREAS = {
  auth: {
    mutate: [
      'src/identity/auth/token/*.ts',
      'src/identity/auth/csrf/csrf-protection.ts',
      'src/identity/auth/keys/*.ts',
      'src/identity/users/token-standing.ts',
      'src/identity/users/profile-claims.ts',
      'src/platform/jwk-set/jwk-set.ts',
    ],
    tests: [],
  },
  permissions: {
    mutate: [
      'src/identity/auth/access/access-rule.ts',
      'src/identity/auth/access/access.guard.ts',
      'src/identity/users/principal.ts',
      'src/identity/admin/user-rights.policy.ts',
      'src/credentials/credential.policy.ts',
      'src/record-sharing/record.policy.ts',
    ],
    tests: ['test/http/access.spec.ts', 'test/http/admin-users.spec.ts'],
  },
  visibility: {
    mutate: ['src/credentials/visibility.ts', 'src/record-sharing/record-access.ts'],
    tests: ['test/database/visibility.spec.ts', 'test/http/records.spec.ts'],
    sql: { files: ['src/credentials/visibility.ts'], tests: ['test/database/visibility.spec.ts'] },
  },
  outbox: {
    mutate: [
      'src/platform/outbox/back-off.ts',
      'src/platform/outbox/claim-windows.ts',
      'src/platform/outbox/deliver.ts',
      'src/platform/outbox/failures.ts',
      'src/platform/outbox/lease-book.ts',
      'src/platform/outbox/outcome-recorder.ts',
      'src/platform/outbox/subscriber-registry.ts',
    ],
    tests: ['test/database/outbox*.spec.ts'],
  },
  escaping: {
    mutate: [
      'src/platform/mail/plain-template.ts',
      'src/platform/mail/template-scan.ts',
      'src/platform/mail/mail.ts',
      'src/records/csv/*.ts',
      'src/certificate-page/view/content-policy.ts',
      'src/certificate-page/display-text.ts',
    ],
    tests: [],
  },
  import: {
    mutate: ['src/catalog/import/*.ts'],
    tests: ['test/database/catalog.spec.ts'],
  },
};

/** The specs of an area, as globs. */
export function specsOf(area) {
  const { mutate, tests } = AREAS[area];
  return [...mutate.map((pattern) => pattern.replace(/[^/]*$/, '*.spec.ts')), ...tests];
}
