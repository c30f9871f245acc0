import pg, { type Client } from 'pg';
import type { Statement } from '../../src/platform/database/index.js';
import { built } from './built.ts';
import type { Options } from './options.ts';
import { timed } from './progress.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { generate } from './world/generate.ts';
import { learnerName, runKey, runOf, type World } from './world/names.ts';

/** A hot statement as PostgreSQL runs it. */
export interface Plan {
  readonly name: string;
  /** Median of the executions, in the database. */
  readonly milliseconds: number;
  /** Pages read, all of them from memory. */
  readonly pages: number;
  /** Tables read as a whole. */
  readonly scans: readonly string[];
  /** Indexes in use. */
  readonly indexes: readonly string[];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Node[];
}

/** A statement with its values, and one that must have run before it in the same transaction. */
type Hot = readonly [
  statement: Statement<object, readonly unknown[]>,
  values: readonly unknown[],
  before?: Hot,
];

const EXECUTIONS = 15;

/** Runs each hot statement by its prepared plan on generated data, and rolls its writes back. */
export async function measurePlans(stage: Stage, { dist, data }: Options): Promise<Plan[]> {
  await timed(`${data.learners} learners, ${data.credentials} course credentials`, () =>
    generate(stage.client, data),
  );
  await stage.client.query('set plan_cache_mode = force_generic_plan');
  const plans: Plan[] = [];
  for (const hot of await hotStatements(dist, data, stage.client))
    plans.push(await explain(stage.client, hot));
  return plans;
}

async function explain(client: Client, [{ name, text }, values, before]: Hot): Promise<Plan> {
  await client.query(`prepare hot as ${text}`);
  const times: number[] = [];
  let last: { Plan: Node & { 'Shared Hit Blocks': number }; 'Execution Time': number } | undefined;
  for (let execution = 0; execution < EXECUTIONS; execution += 1) {
    await client.query('begin');
    if (before) await client.query(before[0].text, [...before[1]]);
    const { rows } = await client.query<{ 'QUERY PLAN': [NonNullable<typeof last>] }>(
      `explain (analyze, buffers, format json) execute hot(${values.map(literal).join(', ')})`,
    );
    await client.query('rollback');
    [last] = rows[0]!['QUERY PLAN'];
    times.push(last['Execution Time']);
  }
  await client.query('deallocate hot');
  const nodes = flatten(last!.Plan);
  const named = (wanted: (node: Node) => string | undefined) =>
    [...new Set(nodes.map(wanted).filter((found) => found !== undefined))].sort();
  return {
    name,
    milliseconds: median(times),
    pages: last!.Plan['Shared Hit Blocks'],
    scans: named((node) => (node['Node Type'] === 'Seq Scan' ? node['Relation Name'] : undefined)),
    indexes: named((node) => node['Index Name']),
  };
}

function flatten(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  const text = Array.isArray(value)
    ? `{${value.map((item) => JSON.stringify(item)).join(',')}}`
    : `${value as string | number | boolean}`;
  return pg.escapeLiteral(text);
}

async function hotStatements(dist: string, world: World, client: Client): Promise<Hot[]> {
  const learner = Math.floor(world.learners / 2);
  const username = learnerName(learner);
  const key = runKey(runOf(world, learner, 0));
  const { rows } = await client.query<
    Record<'userId' | 'id' | 'certificateId' | 'runId', number> & { uuid: string }
  >(
    `select c.user_id as "userId", c.id, c.uuid, c.course_certificate_id as "certificateId", cc.course_run_id as "runId"
       from user_credential c join course_certificate cc on cc.id = c.course_certificate_id
       join users u on u.id = c.user_id
      where lower(u.username) = $1 and c.status = 'awarded' order by c.id limit 1`,
    [username],
  );
  const { userId, id, uuid, certificateId } = rows[0]!;
  const { rows: programs } = await client.query<{ uuid: string }>('select uuid from program where id = 1');
  const program = programs[0]!.uuid;
  const url = 'http://localhost:8150';
  const credential = await built(dist, 'credentials/credential.sql');
  const award = await built(dist, 'credentials/award.sql');
  const earned = await built(dist, 'credentials/earned-certificate.sql');
  const certificates = await built(dist, 'certificates/certificates.sql');
  const users = await built(dist, 'identity/users/users.sql');
  const throttle = await built(dist, 'identity/throttle/throttle.sql');
  const grades = await built(dist, 'grades/grade.sql');
  const status = await built(dist, 'cert-status/cert-status.sql');
  const records = await built(dist, 'records/program-record.sql');
  const sharing = await built(dist, 'record-sharing/record-sharing.sql');
  const requests = await built(dist, 'credit-pathways/credit-request.sql');
  const outbox = await built(dist, 'platform/outbox/outbox.sql');
  const list = (filter: Parameters<typeof credential.credentialList.query>[1], page = 1): Hot => {
    const { statement, values } = credential.credentialList.query(page, filter, url);
    return [statement, values];
  };
  const hot = <Row extends object, Params extends readonly unknown[]>(
    statement: Statement<Row, Params>,
    ...values: Params
  ): Hot => [statement, values];
  return [
    list({ username }),
    list({ programUuid: program }),
    list({}),
    hot(credential.readCredentialByUuid, url, uuid),
    hot(credential.readCredentialById, url, id),
    hot(certificates.findCertificateForIssue, key),
    hot(award.upsertCredential['course-run'], userId, certificateId, 'awarded', null, false),
    hot(earned.readEarnedCertificate, uuid, false),
    hot(users.findUser, username),
    hot(users.findLearner, username),
    hot(throttle.countHit, 'credentials', userId, 15, 60),
    hot(grades.upsertGrade, username, key, 'Pass', '0.9', true, null, true, '{"kind":"unknown"}'),
    hot(status.answerQuestion, username, null, null, [], [key], []),
    hot(records.listProgramRecords, userId),
    hot(records.readProgramRecord, userId, 1),
    hot(requests.findOpenPathway, program, 1),
    hot(sharing.shareRecord, userId, 1),
    hot(requests.markSent, userId, 1, 1),
    [requests.insertRequest, [userId, 1, 1, 24], hot(requests.markSent, userId, 1, 1)],
    hot(outbox.publishEvent, 'topic', 'key', '{}', ['one', 'two'], null),
  ];
}
