import type { Client } from 'pg';
import { PROGRAMS, SPARE_RUNS, STAFF, START_FACTOR, STATUS_WORKER, STEP, type World } from './names.ts';

/** A fifth of all credentials belongs to a few learners with 100 to 300 each. */
const HEAVY_PART = 0.2;
const HEAVY_MEAN = 200;

export async function generate(client: Client, world: World): Promise<void> {
  const { learners, credentials } = world;
  await generateCatalog(client, world);
  await generateLearners(client, world, { from: 0, to: learners, credentials });
}

/** Makes the part that does not grow with the learners: callers, catalog, certificates, pathways. */
export async function generateCatalog(client: Client, { runs }: World): Promise<void> {
  const allRuns = runs + SPARE_RUNS;
  const courses = Math.ceil(allRuns / 2);
  await inTransaction(client, [
    `insert into users (username) values ('${STATUS_WORKER}')`,
    `insert into users (username, is_staff) values ('${STAFF}', true)`,
    `insert into user_group_member (user_id, group_id)
       select u.id, g.id from users u, user_group g where u.username = '${STAFF}' and g.name = 'Admins'`,
    `insert into user_permission (user_id, permission)
       select id, 'credentials.view_usercredential' from users where username = '${STAFF}'`,
    `insert into organization (uuid, key, name) values (gen_random_uuid(), 'BigX', 'Big University')`,
    `insert into course (uuid, key, title)
       select ('c0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'BigX+C' || n, 'Course ' || n
         from generate_series(1, ${courses}) n`,
    `insert into course_run (uuid, key, course_id)
       select gen_random_uuid(), 'course-v1:' || course.key || '+R' || (run % 2 + 1), course.id
         from generate_series(0, ${allRuns - 1}) run join course on course.key = 'BigX+C' || (run / 2 + 1)
        order by run`,
    // One in twenty is not visible yet, one in seven is visible since its available date.
    `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active, certificate_available_date)
       select 1, key, id, case when id % 4 = 0 then 'honor' else 'verified' end, true,
              case when id % 20 = 7 then now() + interval '90 days' when id % 7 = 3 then now() - interval '90 days' end
         from course_run order by id`,
    `insert into program (uuid, title, type, type_slug, status)
       select ('e0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Program ' || n, 'XSeries', 'xseries', 'active'
         from generate_series(1, ${PROGRAMS}) n`,
    `insert into program_authoring_organization (program_id, organization_id, position)
       select program.id, organization.id, 0 from program, organization`,
    `insert into program_course_run (program_id, course_run_id, position)
       select program.id, course_run.id, course_run.id
         from program join course_run on course_run.id % ${PROGRAMS} = program.id % ${PROGRAMS} and course_run.id <= 500`,
    `insert into program_certificate (site_id, program_id, is_active) select 1, id, true from program`,
    `insert into pathway (uuid, name, org_name, email, pathway_type, status)
       select gen_random_uuid(), 'Pathway ' || n, 'Partner ' || n, 'pathway' || n || '@partner.example', 'credit', 'published'
         from generate_series(1, ${PROGRAMS}) n`,
    `insert into pathway_program (pathway_id, program_id) select id, id from program`,
  ]);
}

/** Adds learners `from` + 1 to `to` with exactly so many course credentials in all. One in ten also has a program's. */
export async function generateLearners(
  client: Client,
  { runs }: World,
  { from, to, credentials }: { from: number; to: number; credentials: number },
): Promise<void> {
  const mean = credentials / (to - from);
  // One learner in `every` has many. The others share the rest, some with twice their mean, some with little.
  const every = Math.max(2, Math.round(HEAVY_MEAN / (mean * HEAVY_PART)));
  const weight = `case when n % ${every} = 1 then 100 + hash % 201
    else ${(mean * (1 - HEAVY_PART)).toFixed(4)} * (0.2 + hash % 17 / 10.0) end`;
  await inTransaction(client, [
    `insert into users (username, email, full_name, lms_user_id)
       select 'learner_' || n, 'learner_' || n || '@example.org', 'Learner ' || n, n
         from generate_series(${from + 1}, ${to}) n`,
    // Shares of the running total, so that the numbers are whole and their sum is exact.
    `create temporary table holding on commit drop as
       select u.id as user_id, n, floor(${credentials} * running / total)::int
              - floor(${credentials} * (running - weight) / total)::int as size
         from (select n, weight, sum(weight) over (order by n) as running, sum(weight) over () as total
                 from (select n, (${weight})::numeric as weight
                         from (select n, (n::bigint * 40503 + 977) % 65537 as hash
                                 from generate_series(${from + 1}, ${to}) n) hashed) weighed) summed
         join users u on lower(u.username) = 'learner_' || n`,
    // The first credentials of all learners come first, as in real life: the rows of a learner do not lie side by side.
    `create temporary table earned on commit drop as
       select row_number() over (order by k, user_id) as position, user_id, n, k, certificate.id as certificate_id,
              certificate.course_run_id, (n::bigint * 31 + k * 17) % 50 = 0 as revoked, (n + k) % 10 = 0 as ungraded
         from holding cross join lateral generate_series(0, size - 1) k
         join course_run on course_run.key = 'course-v1:BigX+C'
              || (((n::bigint * ${START_FACTOR}) % ${runs} + k * ${STEP}) % ${runs} / 2 + 1)
              || '+R' || (((n::bigint * ${START_FACTOR}) % ${runs} + k * ${STEP}) % ${runs} % 2 + 1)
         join course_certificate certificate on certificate.course_id = course_run.key`,
    `insert into user_credential (uuid, user_id, course_certificate_id, status, created, modified)
       select md5('credential-' || n || '-' || k)::uuid, user_id, certificate_id,
              case when revoked then 'revoked' else 'awarded' end,
              now() - interval '3 years' + position * interval '3 years' / ${credentials}, now()
         from earned order by position`,
    `insert into user_grade (user_id, course_run_id, letter_grade, percent_grade, verified, lms_last_updated_at)
       select user_id, course_run_id, 'Pass', 0.6 + (n % 4000) / 10000.0, n % 3 = 0, now() - interval '1 year'
         from earned where not ungraded order by position`,
    `insert into user_credential (user_id, program_certificate_id, status)
       select user_id, 1 + n % ${PROGRAMS}, 'awarded' from holding where n % 10 = 0`,
  ]);
  await client.query('vacuum (analyze)');
  await client.query('checkpoint');
}

async function inTransaction(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('begin');
  for (const sql of statements) await client.query(sql);
  await client.query('commit');
}
