import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import { mintToken } from '../support/tokens.js';
import { arrivalOf } from './figures.js';
import { askForCredit, get, grade, inParallel, learners, statusOf } from './requests.js';
import { learnerOf, type Running, Stage } from './stage.js';

const HOUR = 3600;

/** Mails that both workers send together. */
const MAILS = 60;

/** A mail takes this long, milliseconds, so that both workers have mails under way at the same time. */
const MAIL_TAKES = 100;

interface Skewed extends Running {
  /** Seconds that its clock is ahead. */
  readonly shift: number;
}

describe('API and workers whose clocks are an hour ahead and an hour behind the database', () => {
  let stage: Stage;
  let apis: [Skewed, Skewed];
  let used = 0;

  beforeAll(async () => {
    stage = await Stage.open(MAILS + 10, { recipientAfter: MAIL_TAKES });
    const start = async (role: 'api' | 'worker', shift: number) => {
      const shim = new URL(`../support/shifted-clock.ts?seconds=${shift}`, import.meta.url);
      const options = `--import=${shim.href} --disable-warning=ExperimentalWarning`;
      return {
        ...(await stage.start(role, { NODE_OPTIONS: options, THROTTLE_GRADES: '3/hour' })),
        shift,
      };
    };
    [apis] = await Promise.all([
      Promise.all([start('api', HOUR), start('api', -HOUR)]),
      Promise.all([start('worker', HOUR), start('worker', -HOUR)]),
    ]);
  });

  afterAll(() => stage.close());

  const nextLearners = (count: number) => learners(used + 1, (used += count));

  /** A token that is as old by the clock of the process as others are by ours. */
  const tokenFor = ({ shift }: Skewed, username = 'root', claims = {}) => {
    const iat = Math.floor(Date.now() / 1000) + shift;
    return mintToken(username, { iat, exp: iat + 600, ...claims });
  };

  const ask = async (api: Skewed, learner: string) =>
    statusOf(await askForCredit(api.send, learner, tokenFor(api, 'root', { administrator: true })));

  /** The mails of a learner have gone. */
  const hasGone = (learner: string) =>
    `not exists (select from outbox where state in ('ready', 'leased'))
       and exists (select from pathway_notification n join users on users.id = n.user_id
                    where username = '${learner}' and outcome = 'sent')`;

  it('judge tokens by their own clock', async () => {
    const [ahead, behind] = apis;
    const reads = async ({ base }: Skewed, token: string) =>
      statusOf(await get(`${base}/api/v2/credentials/?username=root`, token));
    expect(await Promise.all(apis.map((api) => reads(api, tokenFor(api))))).toEqual([200, 200]);
    // Issued now, for ten minutes: past for the one, in the future for the other.
    const token = mintToken('root');
    expect([await reads(ahead, token), await reads(behind, token)]).toEqual([401, 401]);
  });

  it('send each mail once, and no worker takes what the other holds', async () => {
    const all = nextLearners(MAILS);
    const answers = new Set<unknown>();
    let turn = 0;
    await inParallel(8, all, async (learner) => {
      answers.add(await ask(apis[turn++ % 2]!, learner));
    });
    const open = await stage.openMessages();
    const { lost, duplicates } = arrivalOf(
      all,
      stage.smtp.accepted.filter((mail) => all.includes(learnerOf(mail))),
    );
    const [{ repeated, late }] = (await stage.sql(
      `select count(*) filter (where attempts <> 1)::int as repeated,
              count(*) filter (where done_at not between outbox.created and clock_timestamp())::int as late
         from outbox
         join pathway_notification n on dedupe_key = 'credit-pathway.request:' || n.id
         join users on users.id = n.user_id
        where username = any ($1)`,
      [all],
    )) as [{ repeated: number; late: number }];
    report('Clocks an hour off', {
      'mails asked for': all.length,
      'mails lost': goal(lost.length, '0'),
      'mails repeated': goal(duplicates, '0'),
      'rows still open': goal(open, '0'),
      'rows with a second attempt': goal(repeated, '0'),
      'rows with an end outside of the time of the test': goal(late, '0'),
    });
    expect(answers).toEqual(new Set([200]));
    expect({ lost, duplicates, open, repeated, late }).toEqual({
      lost: [],
      duplicates: 0,
      open: 0,
      repeated: 0,
      late: 0,
    });
  });

  it('try a failed mail again when the database says so', async () => {
    const [learner = ''] = nextLearners(1);
    await stage.smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
    expect(await ask(apis[0], learner)).toBe(200);
    await stage.until('the mail is tried twice', 'exists (select from outbox where attempts > 1)');
    const [{ wrong }] = (await stage.sql(
      `select count(*)::int as wrong from outbox
        where run_at > clock_timestamp() + interval '1 minute' or lease_until > clock_timestamp() + interval '1 minute'`,
    )) as [{ wrong: number }];
    await stage.smtp.behave('accept');
    expect(wrong).toBe(0);
    await stage.until('the mail has gone', hasGone(learner));
  });

  it('count the interval between equal requests by the database', async () => {
    const [learner = ''] = nextLearners(1);
    const mails = () => stage.smtp.accepted.filter((mail) => learnerOf(mail) === learner).length;
    const sentBefore = (time: string) =>
      stage.sql(
        `update pathway_notification set ended_at = clock_timestamp() - $1::interval
          where user_id = (select id from users where username = $2)`,
        [time, learner],
      );
    expect(await ask(apis[0], learner)).toBe(200);
    await stage.until('the mail has gone', hasGone(learner));
    await sentBefore('23 hours 30 minutes');
    for (const api of apis) expect(await ask(api, learner)).toBe(200);
    expect([await stage.openMessages(), mails()]).toEqual([0, 1]);
    for (const [index, api] of apis.entries()) {
      await sentBefore('24 hours 30 minutes');
      expect(await ask(api, learner)).toBe(200);
      expect([await stage.openMessages(), mails()]).toEqual([0, 2 + index]);
    }
  });

  it('count calls against one limit by the database', async () => {
    const [learner = ''] = nextLearners(1);
    const call = async (api: Skewed) =>
      statusOf(await grade(api.base, learner, tokenFor(api, 'grader', { user_id: 9 })));
    const statuses: unknown[] = [];
    for (const api of [...apis, ...apis]) statuses.push(await call(api));
    expect(statuses).toEqual([201, 201, 201, 429]);
    await stage.sql(
      `update throttle set hits = array(select hit - interval '61 minutes' from unnest(hits) hit order by hit)`,
    );
    for (const api of apis) statuses.push(await call(api));
    expect(statuses.slice(4)).toEqual([201, 201]);
  });
});
