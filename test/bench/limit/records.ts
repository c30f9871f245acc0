import type { GradeReport } from '../../../src/grades/grade.sql.js';
import { built } from '../built.ts';
import { at, type Limit, type Route } from './routes.ts';

const PROGRAMS = '/records/programs/';
const SEND = '/send';

/** Writes of the LMS and of learners: grades and credit requests. */
export async function recordRoutes(dist: string, limit: Limit): Promise<Route[]> {
  const { upsertGrade } = await built(dist, 'grades/grade.sql');
  return [
    {
      method: 'POST',
      status: 201,
      fits: at('/api/v2/grades/'),
      handler: async (body) => {
        const form = Object.fromEntries(new URLSearchParams(body)) as Record<string, string>;
        const report: GradeReport = [
          form.username!,
          form.course_run!,
          form.letter_grade!,
          form.percent_grade!,
          form.verified === 'True',
          form.lms_last_updated_at!,
          false,
        ];
        const [row] = await limit.run(upsertGrade, [...report, '{"kind":"unknown"}']);
        // No row when another request made the same grade meanwhile: now the statement finds it.
        return row!.json ?? (await limit.run(upsertGrade, [...report, '{"kind":"unknown"}']))[0]!.json!;
      },
    },
    {
      method: 'POST',
      status: 200,
      fits: (url) => url.startsWith(PROGRAMS) && url.endsWith(SEND),
      handler: await send(dist, limit),
    },
  ];
}

async function send(dist: string, { run: read, transaction }: Limit): Promise<Route['handler']> {
  const { findLearner } = await built(dist, 'identity/users/users.sql');
  const { CREDIT_REQUEST_MAIL, creditRequest, findOpenPathway, insertRequest, markSent } = await built(
    dist,
    'credit-pathways/credit-request.sql',
  );
  const { shareRecord } = await built(dist, 'record-sharing/record-sharing.sql');
  const { publishEvent } = await built(dist, 'platform/outbox/outbox.sql');
  return async (body, url) => {
    const { username, pathway_id } = JSON.parse(body) as { username: string; pathway_id: number };
    const [learner] = await read(findLearner, [username]);
    await transaction(async (run) => {
      const [open] = await run(findOpenPathway, [url.slice(PROGRAMS.length, -SEND.length), pathway_id]);
      const sending = [learner!.id, open!.pathwayId, open!.programId] as const;
      await run(shareRecord, [sending[0], sending[2]]);
      await run(markSent, sending);
      for (const { id } of await run(insertRequest, [...sending, 0])) {
        if (id === null) continue;
        const { name, version } = creditRequest;
        const payload = JSON.stringify({ notificationId: id, version });
        await run(publishEvent, [name, `${name}:${id}`, payload, [CREDIT_REQUEST_MAIL], null]);
      }
    });
    return '{}';
  };
}
