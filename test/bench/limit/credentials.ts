import type { IssueCredentialBody } from '../../../src/credentials/dto/issue-credential.body.js';
import { built } from '../built.ts';
import { at, type Limit, type Route } from './routes.ts';

const CREDENTIALS = '/api/v2/credentials/';

/** Reads a page, reads a credential and issues one, with the service's statements and transactions. */
export async function credentialRoutes(dist: string, limit: Limit): Promise<Route[]> {
  const { publicUrl, run } = limit;
  // The caller of the bench is staff.
  const { READS_FOR_STAFF } = await built(dist, 'credentials/credential.sql');
  const { credentialList, readCredentialByUuid } = READS_FOR_STAFF;
  const { envelopeJson } = await built(dist, 'platform/lists/index');
  return [
    {
      method: 'GET',
      status: 200,
      fits: at(CREDENTIALS),
      handler: async (_body, url) => {
        const query = new URLSearchParams(url.slice(url.indexOf('?')));
        const page = Number(query.get('page') ?? 1);
        const filter = { username: query.get('username') ?? undefined };
        const { statement, values } = credentialList.query(page, filter, publicUrl);
        const [row] = await run(statement, values);
        return envelopeJson(publicUrl, url, page, row!.count, row!.results);
      },
    },
    {
      method: 'GET',
      status: 200,
      fits: (url) => url.startsWith(CREDENTIALS),
      handler: async (_body, url) => {
        const uuid = url.slice(CREDENTIALS.length).replace('/', '');
        const [row] = await run(readCredentialByUuid, [publicUrl, uuid]);
        return row!.json;
      },
    },
    { method: 'POST', status: 201, fits: at(CREDENTIALS), handler: await issue(dist, limit) },
  ];
}

async function issue(dist: string, { publicUrl, transaction }: Limit): Promise<Route['handler']> {
  const { findCertificateForIssue } = await built(dist, 'certificates/certificates.sql');
  const { findLearner } = await built(dist, 'identity/users/users.sql');
  const { upsertCredential } = await built(dist, 'credentials/award.sql');
  const { READS_FOR_STAFF } = await built(dist, 'credentials/credential.sql');
  return (body) => {
    const { username, credential, status = 'awarded' } = JSON.parse(body) as IssueCredentialBody;
    return transaction(async (run) => {
      const [certificate] = await run(findCertificateForIssue, [credential.course_run_key!]);
      const [learner] = await run(findLearner, [username]);
      const [upserted] = await run(upsertCredential['course-run'], [
        learner!.id,
        certificate!.certificateId!,
        status,
        null,
        false,
      ]);
      // No outbox: no subscriber wants the event of a course run.
      const [row] = await run(READS_FOR_STAFF.readCredentialById, [publicUrl, upserted!.id]);
      return row!.json;
    });
  };
}
