import { describe, expect, it } from '@jest/globals';
import { SitesService } from '../../src/identity/index.js';
import { PATHWAY, SECOND_PATHWAY, usePathwayStage } from '../support/pathway-stage.js';

describe('mails to credit pathways about a program completed later', () => {
  const stage = usePathwayStage();
  const { sql, send, issue, setStatus, endSharing, notifications, deliver, mails } = stage;

  const sendBefore = async () => {
    await send(PATHWAY).expect(200);
    await send(SECOND_PATHWAY).expect(200);
    await deliver();
    stage.smtp.mails.length = 0;
  };

  it('go to each pathway that has the record, once', async () => {
    await sendBefore();
    await issue();
    await deliver();
    expect(stage.smtp.accepted.flatMap(({ to }) => to).sort()).toEqual([
      'admissions@testx.example',
      'credit@sons.example',
    ]);
    for (const mail of mails()) {
      expect(mail.all('subject')).toEqual([
        'Mathematics MicroMasters Updated Credit Request for Alice Łukasiewicz',
      ]);
      expect(mail.text).toContain('updated');
      expect(mail.text).toContain('/records/programs/shared/');
    }
  });

  it('go once however often the award is handled', async () => {
    await sendBefore();
    await issue();
    await deliver();
    await sql(
      "update outbox set state = 'ready', attempts = 0, done_at = null where subscriber = 'credit-pathways.updates'",
    );
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(2);
  });

  it('go at the first award only', async () => {
    const uuid = await issue();
    await sendBefore();
    await setStatus(uuid, 'revoked');
    await setStatus(uuid, 'awarded');
    await issue();
    await deliver();
    expect(stage.smtp.mails).toEqual([]);
  });

  it('go at the first award, even when the credential was made revoked long before the record was sent', async () => {
    const uuid = await issue({ status: 'revoked' });
    await sql("update user_credential set created = created - interval '1 hour'");
    await sendBefore();
    await setStatus(uuid, 'awarded');
    await setStatus(uuid, 'revoked');
    await setStatus(uuid, 'awarded');
    await deliver();
    expect(mails().map((mail) => mail.all('subject')[0]?.includes('Updated'))).toEqual([true, true]);
  });

  it('say completed when the credential is awarded and visible', async () => {
    await sendBefore();
    await issue({ credential: { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' } });
    await issue();
    await deliver();
    expect(mails().map(({ text }) => text.includes('has completed the program since'))).toEqual([true, true]);
  });

  it('do not say completed, but go, when the credential is awarded and not visible yet', async () => {
    await sendBefore();
    await issue();
    await deliver();
    expect(mails()).toHaveLength(2);
    for (const { text, html } of mails()) {
      expect(text).toContain('The record that you were given is now updated.');
      expect([text.includes('completed'), html.includes('completed')]).toEqual([false, false]);
    }
  });

  it('do not go when the record was sent after the award, however late that is handled', async () => {
    await issue();
    await sql("update user_credential set first_awarded_at = first_awarded_at - interval '1 hour'");
    await send().expect(200);
    await deliver();
    expect(mails().map((mail) => mail.all('subject')[0]?.includes('Updated'))).toEqual([false]);
  });

  it('do not go for the credential of a course', async () => {
    await sendBefore();
    await issue({ credential: { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' } });
    await deliver();
    expect(stage.smtp.mails).toEqual([]);
  });

  it('do not go for another learner or another program', async () => {
    await sendBefore();
    await issue({ username: 'bob' });
    await issue({ credential: { program_uuid: '0e000000-0000-4000-8000-000000000002' } });
    await deliver();
    expect(stage.smtp.mails).toEqual([]);
  });

  it('are cancelled when the credential is revoked before they go', async () => {
    await sendBefore();
    await stage.smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
    const uuid = await issue();
    await deliver();
    await stage.smtp.behave('accept');
    await setStatus(uuid, 'revoked');
    await sql("update outbox set run_at = now() where state = 'ready'");
    await deliver();
    expect(stage.smtp.accepted).toEqual([]);
    expect((await notifications()).slice(2)).toMatchObject([
      { kind: 'updated', state: 'cancelled', last_error: 'the credential was revoked' },
      { kind: 'updated', state: 'cancelled' },
    ]);
  });

  it('do not go once the learner has ended the sharing', async () => {
    await sendBefore();
    await endSharing();
    await issue();
    await deliver();
    expect(stage.smtp.mails).toEqual([]);
  });

  it('do not go where the installation has no records', async () => {
    await sendBefore();
    await sql('update site set records_enabled = false');
    await issue();
    await deliver();
    await sql('update site set records_enabled = true');
    stage.test.app.get(SitesService, { strict: false }).forget();
    expect(stage.smtp.mails).toEqual([]);
  });
});
