import { describe, expect, it } from '@jest/globals';
import { SECOND_PATHWAY, usePathwayStage } from '../support/pathway-stage.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('a request for credit that is repeated', () => {
  const stage = usePathwayStage();
  const { sql, send, share, issue, endSharing, notifications, retry, deliver } = stage;

  const WAITING = { detail: 'The record is on its way to this pathway.' };

  /** Makes all mails that were sent older. */
  const later = (hours: number) =>
    sql(`update pathway_notification set ended_at = ended_at - make_interval(hours => $1)`, hours);

  const marks = () => sql('select user_id, modified from user_credit_pathway');

  it('is one mail of fifteen at once, and the answers say which', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => send().expect(200)));
    const bodies = answers.map(({ body }) => body as object);
    expect(bodies.filter((body) => Object.keys(body).length === 0)).toEqual([{}]);
    expect(bodies.filter((body) => Object.keys(body).length > 0)).toEqual(Array(14).fill(WAITING));
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('makes no mail within a day after the first, changes nothing, and says when the record can be sent again', async () => {
    await send().expect(200);
    await deliver();
    const before = await marks();
    const [{ sent_at: sentAt } = { sent_at: '' }] = await notifications();
    const { body } = await send().expect(200);
    expect(body).toEqual({
      detail: `The record was sent to this pathway at ${sentAt}.`,
      sent_at: sentAt,
      next_send: expect.stringMatching(TIME),
    });
    const { sent_at: sent, next_send: next } = body as { sent_at: string; next_send: string };
    expect(Date.parse(next) - Date.parse(sent)).toBe(24 * 3_600_000);
    expect(await marks()).toEqual(before);
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('is another mail a day after the first', async () => {
    await send().expect(200);
    await deliver();
    await later(25);
    expect((await send().expect(200)).body).toEqual({});
    await deliver();
    expect(new Set(stage.smtp.accepted.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('still knows the first when the outbox has forgotten its message', async () => {
    await send().expect(200);
    await deliver();
    await sql('delete from outbox');
    expect((await send().expect(200)).body).toHaveProperty('next_send');
    expect(await notifications()).toHaveLength(1);
  });

  it('is another request for another pathway or learner', async () => {
    await send().expect(200);
    await deliver();
    expect((await send(SECOND_PATHWAY).expect(200)).body).toEqual({});
    expect((await send(undefined, 'bob').expect(200)).body).toEqual({});
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(3);
  });

  it('makes a mail when the first has failed, and staff retry that one only while no other took its place', async () => {
    await stage.smtp.behave({ at: 'recipient', reply: '550 5.1.1 unknown' });
    await send().expect(200);
    await deliver();
    await stage.smtp.behave('accept');
    expect((await send().expect(200)).body).toEqual({});
    const [failed] = await notifications();
    await retry(failed!.id).expect(409);
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('does not keep staff from retrying a failed mail, and repeats that one', async () => {
    await stage.smtp.behave({ at: 'recipient', reply: '550 5.1.1 unknown' });
    await send().expect(200);
    await deliver();
    await stage.smtp.behave('accept');
    const [failed] = await notifications();
    await retry(failed!.id).expect(200);
    expect((await send().expect(200)).body).toEqual(WAITING);
    await deliver();
    expect((await send().expect(200)).body).toHaveProperty('next_send');
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('makes a mail when the first was cancelled before it went', async () => {
    await send().expect(200);
    await endSharing();
    await deliver();
    expect((await send().expect(200)).body).toEqual({});
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('makes no mail, no link and no mark when the sharing of a record that was sent has ended', async () => {
    await send().expect(200);
    await deliver();
    await endSharing();
    expect((await send().expect(200)).body).toHaveProperty('next_send');
    expect(await marks()).toEqual([]);
    expect(await sql('select from program_cert_record')).toEqual([]);
    await share();
    await later(25);
    expect((await send().expect(200)).body).toEqual({});
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(2);
  });

  it('leaves the mails about a record that was updated as they are', async () => {
    await send().expect(200);
    await deliver();
    await issue();
    await sql(`update user_credential set first_awarded_at = now() - interval '2 minutes'`);
    // The database lets times only run forward.
    await sql(`alter table user_credit_pathway disable trigger user_credit_pathway_forward`);
    await sql(
      `update user_credit_pathway set created = now() - interval '1 hour', modified = now() - interval '1 hour'`,
    );
    await sql(`alter table user_credit_pathway enable trigger user_credit_pathway_forward`);
    await send().expect(200);
    await deliver();
    expect((await notifications()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'first sent',
      'updated sent',
    ]);
  });
});
