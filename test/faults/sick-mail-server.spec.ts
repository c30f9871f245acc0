import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import type { SmtpBehaviour } from '../support/smtp-server.js';
import { learnerOf, type Running, Stage } from './stage.js';
import { arrivalOf, percentile95 } from './figures.js';
import { inParallel, learners, send } from './requests.js';

/** Timed requests while the mail server is sick, and as many just before. */
const LOAD = 50;

/** States of the mail server, the healthy one at first included. */
const STATES = 9;

/** Requests for each state: the timed ones, and one whose delivery is looked at. */
const REQUESTS = 2 * LOAD + 1;

interface Message {
  state: string;
  attempts: number;
  reason: string | null;
}

describe('a mail server that is sick', () => {
  let stage: Stage;
  let service: Running;
  let used = 0;
  /** Mails that the server has refused for good. */
  let dead = 0;
  const figures: Record<string, string> = {};

  beforeAll(async () => {
    stage = await Stage.open(STATES * REQUESTS);
    // One process as after `npm start`: a mail server that slows the worker down would slow its API, too.
    service = await stage.start('all');
  });

  afterAll(async () => {
    report('API answers to send, 95th percentile, by what the mail server did', figures);
    const { lost, duplicates } = arrivalOf(learners(1, used), stage.smtp.accepted);
    report('A mail server that was sick', {
      'mails asked for': used,
      'mails refused for good': dead,
      'other mails lost': goal(lost.length - dead, '0'),
      'mails repeated': goal(duplicates, '0'),
      'rows still open': goal(await stage.openMessages(), '0'),
    });
    await stage.close();
  });

  beforeEach(() => stage.smtp.behave('accept'));

  const nextLearners = (count: number) => learners(used + 1, (used += count));

  /** The 95th percentile of the time to an answer, milliseconds. */
  async function measure(): Promise<number> {
    const taken: number[] = [];
    await inParallel(2, nextLearners(LOAD), async (learner) => {
      const began = performance.now();
      expect(await send(service.send, learner)).toBe(200);
      taken.push(performance.now() - began);
    });
    return percentile95(taken);
  }

  /** Makes the mail server sick, and returns the first learner who asks after that. */
  async function fallSick(name: string, behaviour: SmtpBehaviour): Promise<string> {
    const healthy = await measure();
    expect(await stage.openMessages()).toBe(0);
    const [learner = ''] = nextLearners(1);
    await stage.smtp.behave(behaviour);
    expect(await send(service.send, learner)).toBe(200);
    const sick = await measure();
    figures[name] =
      `${sick.toFixed(1)} ms, just before ${healthy.toFixed(1)} ms: ${(sick / healthy).toFixed(2)}`;
    return learner;
  }

  /** The message about a learner, once its first attempt is over. */
  async function attempted(learner: string): Promise<Message> {
    const of = `from outbox join pathway_notification n on outbox.dedupe_key = 'credit-pathway.request:' || n.id
                  join users on users.id = n.user_id where username = '${learner}'`;
    await stage.until(
      'the mail is tried',
      `exists (select ${of} and (last_error is not null or done_at is not null))`,
    );
    const [row] = await stage.sql<Message>(`select state, attempts, last_error as reason ${of}`);
    return row!;
  }

  it('has all mails while it is well', async () => {
    await measure();
    expect(await stage.openMessages()).toBe(0);
    expect(stage.smtp.accepted).toHaveLength(used - dead);
  });

  it.each<[string, SmtpBehaviour, RegExp]>([
    ['refuses connections', 'refuse', /ECONNREFUSED/],
    ['hangs before the greeting', 'hang before greeting', /took too long/],
    ['hangs after DATA', 'hang after data', /took too long/],
    ['says one byte a second', 'trickle', /took too long/],
    ['answers 421', { at: 'sender', reply: '421 4.3.2 shutting down' }, /421 4\.3\.2/],
    ['answers 451', { at: 'recipient', reply: '451 4.7.1 later' }, /451 4\.7\.1/],
  ])('keeps a mail waiting when it %s, and has it once it is well', async (name, behaviour, reason) => {
    const learner = await fallSick(name, behaviour);
    expect(await attempted(learner)).toMatchObject({
      // It is leased when the next attempt has begun already.
      state: expect.stringMatching(/^(ready|leased)$/),
      reason: expect.stringMatching(reason),
    });

    await stage.smtp.behave('accept');
    expect(await stage.openMessages()).toBe(0);
    const { state, attempts } = await attempted(learner);
    expect(state).toBe('done');
    expect(attempts).toBeGreaterThan(1);
    expect(stage.smtp.accepted.filter((mail) => learnerOf(mail) === learner)).toHaveLength(1);
    expect(stage.smtp.accepted).toHaveLength(used - dead);
  });

  it('has a mail once when it drops the connection after 250', async () => {
    const learner = await fallSick('drops after 250', 'drop after 250');
    expect(await attempted(learner)).toMatchObject({ state: 'done', reason: null });
    expect(await stage.openMessages()).toBe(0);
    expect(stage.smtp.accepted).toHaveLength(used - dead);
  });

  it('makes a mail dead at once by a 550, for staff to look at', async () => {
    const learner = await fallSick('answers 550', { at: 'recipient', reply: '550 5.1.1 no such user' });
    expect(await attempted(learner)).toMatchObject({
      state: 'dead',
      attempts: 1,
      reason: expect.stringContaining('550'),
    });
    expect(await stage.openMessages()).toBe(0);
    dead = LOAD + 1;
    expect(stage.smtp.accepted).toHaveLength(used - dead);
    const [row] = await stage.sql(`select count(*)::int as dead from outbox where state = 'dead'`);
    expect(row).toEqual({ dead });
  });
});
