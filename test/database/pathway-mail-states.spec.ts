import { describe, expect, it } from '@jest/globals';
import { PATHWAY, usePathwayStage } from '../support/pathway-stage.js';

describe('mails to credit pathways that do not go at once', () => {
  const stage = usePathwayStage();
  const { sql, send, issue, share, endSharing, notifications, retry, deliver, mails } = stage;

  it('wait for another attempt when the mail server is busy', async () => {
    await stage.smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
    await send().expect(200);
    await deliver();
    expect(await notifications()).toMatchObject([
      {
        state: 'pending',
        attempts: 1,
        last_error: expect.stringContaining('451'),
        sent_at: null,
        next_attempt: expect.any(String),
      },
    ]);
  });

  it('fail for a pathway without an address, and go when that is mended and staff retry', async () => {
    await send().expect(200);
    await sql("update pathway set email = '' where id = $1", PATHWAY);
    await deliver();
    const [failed] = await notifications();
    expect(failed).toMatchObject({
      state: 'failed',
      last_error: 'the pathway has no mail address',
      sent_at: null,
    });
    await sql("update pathway set email = 'mended@testx.example' where id = $1", PATHWAY);
    const { body } = await retry(failed!.id).expect(200);
    expect(body).toMatchObject({ id: failed!.id, state: 'pending', attempts: 0 });
    await deliver();
    expect(stage.smtp.accepted.flatMap(({ to }) => to)).toEqual(['mended@testx.example']);
    expect(await notifications()).toMatchObject([{ state: 'sent', sent_at: expect.any(String) }]);
  });

  it('fail for a pathway whose stored address is none', async () => {
    await sql("update pathway set email = 'office@-.example' where id = $1", PATHWAY);
    await send().expect(200);
    await deliver();
    expect(await notifications()).toMatchObject([
      { state: 'failed', last_error: 'the mail address of the pathway is not valid' },
    ]);
  });

  it('are not retried when they have not failed, nor when the learner has sent again since', async () => {
    await stage.smtp.behave({ at: 'recipient', reply: '550 5.1.1 unknown' });
    await send().expect(200);
    const [pending] = await notifications();
    expect((await retry(pending!.id).expect(409)).body.detail).toContain('on its way');
    await deliver();
    await stage.smtp.behave('accept');
    await send().expect(200);
    const [failed, second] = await notifications();
    expect(failed).toMatchObject({ state: 'failed', last_error: expect.stringContaining('550') });
    expect((await retry(failed!.id).expect(409)).body.detail).toContain('later');
    await deliver();
    expect((await retry(second!.id).expect(409)).body.detail).toContain('was sent');
    await retry(987_654).expect(404);
    await retry(Number.NaN).expect(404);
    expect(stage.smtp.accepted).toHaveLength(1);
  });

  it('are one when staff retry at the moment in which the learner sends again', async () => {
    for (let round = 0; round < 10; round += 1) {
      await sql('truncate pathway_notification, outbox');
      await send().expect(200);
      await sql("update outbox set state = 'dead', done_at = now()");
      const [failed] = await notifications();
      await Promise.all([retry(failed!.id), send(), retry(failed!.id), send()]);
      expect((await notifications()).filter(({ state }) => state === 'pending')).toHaveLength(1);
    }
  });

  it('keep their state when the outbox has forgotten its row', async () => {
    await send().expect(200);
    await deliver();
    await issue({ username: 'alice' });
    await endSharing();
    await deliver();
    await sql('delete from outbox');
    expect(await notifications()).toMatchObject([
      { state: 'sent', attempts: null, sent_at: expect.any(String) },
    ]);
  });

  it('do not count as sent when SQL by hand has lost their message, so that the learner can send again', async () => {
    await send().expect(200);
    await sql('alter table outbox disable trigger user');
    await sql('delete from outbox');
    await sql('alter table outbox enable trigger user');
    const [lost] = await notifications();
    expect(lost).toMatchObject({ state: 'cancelled', sent_at: null });
    expect((await retry(lost!.id).expect(409)).body.detail).toContain('cancelled');
    expect((await send().expect(200)).body).toEqual({});
    await deliver();
    expect(await notifications()).toMatchObject([{ state: 'cancelled' }, { state: 'sent' }]);
  });

  describe('after the learner ended the sharing', () => {
    it('are cancelled', async () => {
      await send().expect(200);
      await endSharing();
      await deliver();
      expect(stage.smtp.mails).toEqual([]);
      const [cancelled] = await notifications();
      expect(cancelled).toMatchObject({
        state: 'cancelled',
        last_error: 'the learner ended the sharing of the record',
      });
      expect((await retry(cancelled!.id).expect(409)).body.detail).toContain('cancelled');
      await sql('delete from outbox');
      expect(await notifications()).toMatchObject([{ state: 'cancelled', sent_at: null }]);
    });

    it('are cancelled also when the record is shared with others again', async () => {
      await send().expect(200);
      await endSharing();
      await share();
      await deliver();
      expect(stage.smtp.mails).toEqual([]);
    });

    it('go with the new link when it is sent again', async () => {
      await send().expect(200);
      await endSharing();
      await send().expect(200);
      await deliver();
      const [{ hex }] = (await sql(
        `select replace(uuid::text, '-', '') as hex from program_cert_record`,
      )) as [{ hex: string }];
      expect(mails().map(({ text }) => text.includes(hex))).toEqual([true]);
    });

    it('do not stand in the way of a new request while a worker still has the old one', async () => {
      await send().expect(200);
      await sql(
        `update outbox set state = 'leased', lease_owner = gen_random_uuid(), lease_until = now() + interval '1 hour'`,
      );
      await endSharing();
      await send().expect(200);
      await sql("update outbox set lease_until = now() where state = 'leased'");
      await deliver();
      expect(mails()).toHaveLength(1);
      expect(await notifications()).toMatchObject([{ state: 'cancelled' }, { state: 'sent' }]);
    });
  });
});
