import { describe, expect, it } from '@jest/globals';
import { messageIdOf } from '../../src/platform/mail/message-id.js';
import { useCompletionStage } from '../support/completion-stage.js';

describe('the retry of a completion mail', () => {
  const stage = useCompletionStage();
  const { sql, complete, setStatus, setTemplate, signIn, retire, mails, retry, deliver } = stage;

  /** A mail that the mail server refuses for good. */
  async function failed(username = 'alice') {
    await stage.smtp.behave({ at: 'message', reply: '554 5.7.1 refused' });
    const uuid = await complete(username);
    await deliver();
    await stage.smtp.behave('accept');
    const [mail] = await mails('?state=failed');
    return { uuid, id: mail!.id };
  }

  async function refusal(id: number): Promise<string> {
    const { body } = await retry(id).expect(409);
    return (body as { detail: string }).detail;
  }

  it('is for staff', async () => {
    const { id } = await failed();
    for (const caller of ['alice', 'viewer']) await retry(id, caller).expect(403);
    expect(await mails()).toMatchObject([{ state: 'failed' }]);
  });

  it('sends one that failed at once, with all attempts and the Message-ID of before', async () => {
    const { uuid, id } = await failed();
    await sql("update outbox set attempts = max_attempts where state = 'dead'");
    const { body } = await retry(id).expect(200);
    expect(body).toMatchObject({
      id,
      username: 'alice',
      credential_uuid: uuid,
      state: 'pending',
      attempts: 0,
      ended_at: null,
    });
    const [due] = await sql('select from outbox where run_at <= now() and id = $1', id);
    expect(due).toBeDefined();
    await deliver();
    expect(await mails()).toMatchObject([{ id, state: 'sent', attempts: 1 }]);
    const messageId = messageIdOf(`completion.mail:${uuid}`, 'partners@conformance.example');
    expect(stage.smtp.mails.map(({ accepted, ...mail }) => [`<${mail.messageId}>`, accepted])).toEqual([
      [messageId, false],
      [messageId, true],
    ]);
  });

  it('is refused, with a sentence, for one that is on its way, waits, or was sent', async () => {
    await complete('without_any_address');
    const [{ id } = { id: 0 }] = await mails();
    expect(await refusal(id)).toContain('on its way');
    await deliver();
    expect(await refusal(id)).toContain('waits');
    await signIn('without_any_address', 'late@learners.example');
    await deliver();
    expect(await refusal(id)).toContain('was sent');
    await deliver();
    expect(stage.smtp.mails).toHaveLength(1);
  });

  it('is refused for one that a worker has', async () => {
    const { id } = await failed();
    await sql(
      `update outbox set state = 'leased', done_at = null, lease_owner = gen_random_uuid(), lease_until = now() + interval '1 hour'
        where id = $1`,
      id,
    );
    expect(await refusal(id)).toContain('on its way');
  });

  it('happens once when several ask for it at once', async () => {
    const { id } = await failed();
    const answers = await Promise.all([retry(id), retry(id), retry(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it.each<[string, (uuid: string) => unknown, (uuid: string) => unknown]>([
    [
      'there is no template for the program',
      () => sql('delete from completion_mail_template'),
      () => setTemplate({}),
    ],
    [
      'the template for the program is not enabled',
      () => setTemplate({ enabled: false }),
      () => setTemplate({}),
    ],
    [
      'the credential was revoked',
      (uuid) => setStatus(uuid, 'revoked'),
      (uuid) => setStatus(uuid, 'awarded'),
    ],
  ])('sends one that was cancelled because %s, once that is no longer so', async (reason, cause, mend) => {
    const uuid = await complete('alice');
    await cause(uuid);
    await deliver();
    const [cancelled] = await mails();
    expect(cancelled).toMatchObject({ state: 'cancelled', last_error: reason });
    expect(await refusal(cancelled!.id)).toBe(`The mail would be cancelled: ${reason}.`);
    expect(await mails()).toEqual([cancelled]);
    await mend(uuid);
    await retry(cancelled!.id).expect(200);
    await deliver();
    expect(await mails()).toMatchObject([{ state: 'sent' }]);
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('finds no mail under another number', async () => {
    await complete('alice');
    const others = await sql<{ id: string }>("select id from outbox where subscriber <> 'completion-mail'");
    expect(others.length).toBeGreaterThan(0);
    for (const id of [...others.map((other) => other.id), 987_654, 'NaN', '0', '-1', '9'.repeat(30)]) {
      expect((await retry(id).expect(404)).body).toEqual({ detail: 'There is no such completion mail.' });
    }
  });

  describe('of a learner who was retired', () => {
    it('is refused, and the list tells of the pseudonym only', async () => {
      await signIn('retired_later', 'retired_later@learners.example');
      const { id } = await failed('retired_later');
      await retire('retired_later', 'pseudonym_1');
      expect(await mails()).toMatchObject([{ id, username: 'pseudonym_1', state: 'failed' }]);
      expect(await mails('?username=retired_later')).toEqual([]);
      const refused = 'The mail would be cancelled: the learner was retired or deactivated.';
      expect(await refusal(id)).toBe(refused);
      await deliver();
      expect(stage.smtp.accepted).toEqual([]);
    });

    it('ends without a mail if it came before', async () => {
      await signIn('retired_then', 'retired_then@learners.example');
      const { id } = await failed('retired_then');
      await retry(id).expect(200);
      await retire('retired_then', 'pseudonym_2');
      await deliver();
      expect(await mails()).toMatchObject([
        { id, state: 'cancelled', last_error: 'the learner was retired or deactivated' },
      ]);
      expect(stage.smtp.accepted).toEqual([]);
    });
  });
});
