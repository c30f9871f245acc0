import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from '../support/property.js';
import { AwardService, BulkAwardService, type BulkItem, isFailure } from '../../src/credentials/index.js';
import { NotFoundError, ValidationError } from '../../src/platform/errors/index.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { principalWith } from '../support/principal.js';

/**
 * Run 1 is visible at once, run 2 since 2020, run 3 from 2090 on; the certificate of run 4 is inactive; run 5 of each
 * history has none yet. Program 1 has runs 1 and 2, program 2 runs 1 to 3; the certificate of program 3 is inactive.
 */
const WORLD = `
  insert into course (id, uuid, key, title) select n, gen_random_uuid(), 'c' || n, '' from generate_series(1, 5) n;
  insert into course_run (id, uuid, key, course_id) select n, gen_random_uuid(), 'r' || n, n from generate_series(1, 4) n;
  insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active, certificate_available_date)
    select n, 1, 'r' || n, n, 'verified', n <> 4, (array[null, '2020-01-01Z', '2090-01-01Z', null])[n]::timestamptz
      from generate_series(1, 4) n;
  insert into program (id, uuid, title, type, type_slug, status)
    select n, ('e0000000-0000-4000-8000-00000000000' || n)::uuid, '', '', '', 'active' from generate_series(1, 3) n;
  insert into program_certificate (id, site_id, program_id, is_active) select n, 1, n, n <> 3 from generate_series(1, 3) n;
  insert into program_course_run (program_id, course_run_id, position)
    values (1, 1, 0), (1, 2, 1), (2, 1, 0), (2, 2, 1), (2, 3, 2);
  alter table course_run alter column id restart with 100;
  alter table course_certificate alter column id restart with 100;`;

/** All that the history of a prefix has left, in the order of the events. */
const LEFT = `
  with mine as (select id, replace(username, $1, '') as name, lms_user_id - $2::bigint as number from users
                 where starts_with(lower(username), $1)),
  c as (
    select c.*, mine.name, coalesce('p' || program_certificate_id, replace(cc.course_id, $1, '')) as certificate
      from user_credential c join mine on mine.id = c.user_id
      left join course_certificate cc on cc.id = c.course_certificate_id)
  select json_build_object(
    'learners', (select json_agg(json_build_array(name, number) order by name) from mine),
    'credentials', (select json_agg(json_build_object(
       'of', name, 'for', certificate, 'status', status, 'changes', status_changes, 'override', date_override,
       'first', first_awarded_at is not null, 'seen', was_visible, 'revoked', revoked_at is not null,
       'rests', (select json_agg(r.certificate order by r.certificate) from c r where r.id = any (c.rested_on)),
       'attributes', (select json_agg(json_build_array(a.name, a.value) order by a.name)
                        from user_credential_attribute a where a.credential_id = c.id),
       'events', (select json_agg(json_build_array(topic, split_part(dedupe_key, ':', 3), payload ->> 'first') order by o.id)
                    from outbox o where o.subject = 'credential:' || c.id)) order by name, certificate) from c),
    'modes', (select json_agg(certificate_type) from course_certificate where starts_with(course_id, $1))) as left`;

interface Step {
  readonly learner: string;
  readonly certificate: string;
  readonly status?: 'awarded' | 'revoked';
  readonly mode?: string;
  readonly attribute?: string;
  readonly override: string | null;
  readonly number?: number;
  /** By the uuid of the credential that the history began with. */
  readonly byUuid: boolean;
}

const steps = fc.array(
  fc.record(
    {
      learner: fc.constantFrom('a', 'A', 'b', 'c', 'd\ne'),
      certificate: fc.constantFrom('r1', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'p1', 'p1', 'p2', 'p3', 'p4'),
      status: fc.constantFrom('awarded' as const, 'revoked' as const),
      mode: fc.constantFrom('verified', 'honor', 'No Mode'),
      attribute: fc.constantFrom('why', 'whitelist_reason'),
      override: fc.constantFrom(null, null, '2026-05-01T00:00:00Z'),
      number: fc.constantFrom(1, 2, 3),
      byUuid: fc.boolean(),
    },
    { requiredKeys: ['learner', 'certificate', 'override', 'byUuid'] },
  ),
  { minLength: 1, maxLength: 10 },
);

describe('a list of credentials', () => {
  let test: TestApp;
  let histories = 0;

  beforeAll(async () => {
    test = await createTestApp({ env: { ROLE: 'api' } });
    await test.dataSource.query(WORLD);
  });

  afterAll(() => test.close());

  const caller = principalWith({ username: 'caller' });

  /** Begins a history: a learner who holds run 1, run 2 and program 1, and a run of its own. */
  async function begin(first: readonly Step[]) {
    const prefix = `h${++histories}_`;
    const base = histories * 10;
    await test.dataSource.query(
      `insert into course_run (uuid, key, course_id) values (gen_random_uuid(), $1, 5)`,
      [`${prefix}r5`],
    );
    const awards = test.app.get(AwardService, { strict: false });
    const bodyOf = (step: Step) => ({
      username: prefix + step.learner,
      credential: step.certificate.startsWith('p')
        ? { program_uuid: `e0000000-0000-4000-8000-00000000000${step.certificate[1]}` }
        : {
            course_run_key: step.certificate === 'r5' ? `${prefix}r5` : step.certificate,
            mode: step.mode,
          },
      status: step.status,
      attributes: step.attribute === undefined ? [] : [{ name: step.attribute, value: `${step.mode}` }],
      date_override: step.override === null ? null : { date: step.override },
      lms_user_id: step.number === undefined ? undefined : base + step.number,
    });
    const uuids = new Map<string, string>();
    for (const step of first) {
      const issued = await awards.issue(bodyOf(step)).catch(() => undefined);
      if (issued !== undefined)
        uuids.set(step.learner + step.certificate, (JSON.parse(issued) as { uuid: string }).uuid);
    }
    const itemOf = (step: Step): BulkItem =>
      step.byUuid
        ? {
            change: uuids.get(step.learner + step.certificate) ?? '0e000000-0000-4000-8000-0000000000ff',
            status: step.status,
          }
        : { issue: bodyOf(step) };
    const single = async (item: BulkItem): Promise<unknown> => {
      try {
        if ('issue' in item) await awards.issue(item.issue);
        else if ('change' in item)
          await awards.changeStatus(item.change as string, { status: item.status }, caller);
        return 'issue' in item ? 201 : 200;
      } catch (error) {
        if (error instanceof ValidationError) return error.body;
        if (error instanceof NotFoundError) return error.body;
        throw error;
      }
    };
    const left = async () => {
      const rows: unknown = await test.dataSource.query(LEFT, [prefix, base]);
      return (rows as [{ left: unknown }])[0].left;
    };
    const clean = (answer: unknown) => JSON.stringify(answer).replaceAll(prefix, '');
    return { itemOf, single, left, clean };
  }

  it('leaves what its items leave as single calls, one after the other, and tells the same errors', async () => {
    const bulk = test.app.get(BulkAwardService, { strict: false });
    const property = fc.asyncProperty(steps, steps, async (first, then) => {
      const one = await begin(first);
      const answers: unknown[] = [];
      for (const step of then) answers.push(await one.single(one.itemOf(step)));
      const many = await begin(first);
      const outcomes = await bulk.carryOut(then.map(many.itemOf), {}, (_, results) =>
        Promise.resolve(results),
      );
      const results = outcomes.map((outcome) => (isFailure(outcome) ? outcome.errors : outcome.status));
      expect(many.clean(results)).toBe(one.clean(answers));
      expect(await many.left()).toEqual(await one.left());
    });
    await fc.assert(property, { numRuns: Number(process.env.MODEL_RUNS ?? 60) });
  }, 300_000);
});
