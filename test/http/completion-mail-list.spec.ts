import { describe, expect, it } from '@jest/globals';
import { CARPENTRY, MATHEMATICS } from '../support/certificates.js';
import { COMPLETION_MAILS, useCompletionStage } from '../support/completion-stage.js';
import { TIME } from '../support/administration.js';

describe('the list of completion mails', () => {
  const stage = useCompletionStage();
  const { sql, complete, setStatus, setTemplate, list, mails, deliver } = stage;

  const usernames = async (query: string) => (await mails(query)).map(({ username }) => username);

  it('is for staff', async () => {
    for (const caller of ['alice', 'viewer']) await list('', caller).expect(403);
    await stage.test.request.get(COMPLETION_MAILS).expect(401);
  });

  it('tells each mail and how it stands, latest first, and no address', async () => {
    const uuid = await complete('alice');
    await complete('carol');
    const { body, text } = await list().expect(200);
    expect(body).toEqual({
      count: 2,
      next: null,
      previous: null,
      results: [
        expect.objectContaining({ username: 'carol' }),
        {
          id: expect.any(Number),
          username: 'alice',
          program_uuid: MATHEMATICS.program,
          program_title: 'Mathematics MicroMasters',
          credential_uuid: uuid,
          state: 'pending',
          attempts: 0,
          last_error: null,
          created: expect.stringMatching(TIME),
          sent_at: null,
          ended_at: null,
          next_attempt: expect.stringMatching(TIME),
        },
      ],
    });
    expect(text).not.toContain('@');
  });

  it('has mails only, not other deliveries of an award, nor awards that cause no mail', async () => {
    const uuid = await complete('alice');
    await setStatus(uuid, 'revoked');
    await setStatus(uuid, 'awarded');
    const [{ count }] = (await sql('select count(*)::int as count from outbox')) as [{ count: number }];
    expect(count).toBeGreaterThan(1);
    expect(await mails()).toHaveLength(1);
  });

  it.each([
    ['?username=ALICE', ['alice', 'alice']],
    ['?username=%20alice%20', ['alice', 'alice']],
    ['?username=', ['alice', 'carol', 'alice']],
    ['?username=nobody', []],
    [`?program_uuid=${MATHEMATICS.program}`, ['carol', 'alice']],
    [`?program_uuid=${CARPENTRY.program}`, ['alice']],
    ['?program_uuid=0e000000-0000-4000-8000-000000000099', []],
    ['?program_uuid=x', []],
    ['?state=pending', ['alice', 'alice']],
    ['?state=failed', ['carol']],
    ['?state=sent', []],
    ['?state=', ['alice', 'carol', 'alice']],
    [`?state=pending&username=alice&program_uuid=${CARPENTRY.program}&unknown=1`, ['alice']],
    [`?state=failed&username=alice`, []],
  ])('can be narrowed: %s', async (query, expected) => {
    await complete('alice');
    await complete('carol');
    await sql(`update outbox set state = 'dead', done_at = now() where subject = (
      select 'credential:' || c.id from user_credential c join users u on u.id = c.user_id
       where u.username = 'carol' and c.program_certificate_id is not null)`);
    await complete('alice', CARPENTRY);
    expect(await usernames(query)).toEqual(expected);
  });

  it('names a wrong state', async () => {
    expect((await list('?state=done').expect(400)).body).toEqual({
      state: ['"done" is not a valid choice.'],
    });
  });

  it('comes twenty to a page, with links that keep the filters', async () => {
    for (let number = 1; number <= 21; number += 1) await complete(`learner_${number}`);
    const query = `?program_uuid=${MATHEMATICS.program}`;
    const first = await list(query).expect(200);
    const next = `${stage.test.base}${COMPLETION_MAILS}${query}&page=2`;
    expect(first.body).toMatchObject({ count: 21, next, previous: null });
    expect(await usernames(`${query}&page=last`)).toEqual(['learner_1']);
    await list(`${query}&page=3`).expect(404);
  });

  describe('says of a mail', () => {
    it('that it was sent, and when', async () => {
      await complete('alice');
      await deliver();
      const [mail] = await mails();
      expect(mail).toMatchObject({ state: 'sent', attempts: 1, last_error: null, next_attempt: null });
      expect(mail!.sent_at).toMatch(TIME);
      expect(mail!.ended_at).toBe(mail!.sent_at);
      expect(stage.smtp.accepted).toHaveLength(1);
    });

    it('that it is tried again, after the mail server was busy', async () => {
      await stage.smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
      await complete('alice');
      await deliver();
      expect(await mails('?state=pending')).toMatchObject([
        {
          attempts: 1,
          last_error: expect.stringContaining('451'),
          next_attempt: expect.stringMatching(TIME),
        },
      ]);
    });

    it('that it waits, and for what', async () => {
      await complete('somebody_without_address');
      await deliver();
      expect(await mails('?state=waiting')).toMatchObject([
        { attempts: 0, last_error: 'the learner has no valid mail address yet', ended_at: null },
      ]);
    });

    it('that it failed, and why, without the address', async () => {
      await stage.smtp.behave({ at: 'recipient', reply: '550 5.1.1 <alice@learners.example> unknown' });
      await complete('alice');
      await deliver();
      expect(await mails('?state=failed')).toMatchObject([
        {
          attempts: 1,
          last_error: 'the mail server answered 550 5.1.1 to RCPT TO',
          sent_at: null,
          ended_at: expect.stringMatching(TIME),
          next_attempt: null,
        },
      ]);
    });

    it('that it was cancelled, and why', async () => {
      await setTemplate({ enabled: false });
      await complete('alice');
      await deliver();
      expect(await mails('?state=cancelled')).toMatchObject([
        { last_error: 'the template for the program is not enabled', sent_at: null },
      ]);
    });
  });
});

describe('the list of completion mails where the installation wants none', () => {
  const stage = useCompletionStage({ SEND_EMAIL_ON_PROGRAM_COMPLETION: 'false' });

  it('does not take them for sent', async () => {
    await stage.complete('alice');
    await stage.deliver();
    expect(await stage.mails()).toMatchObject([
      { state: 'cancelled', last_error: 'mails for completed programs are switched off', sent_at: null },
    ]);
    expect(stage.smtp.mails).toEqual([]);
  });
});
