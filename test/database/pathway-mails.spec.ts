import { describe, expect, it } from '@jest/globals';
import { PATHWAY, SECOND_PATHWAY, SPANISH_PROGRAM, usePathwayStage } from '../support/pathway-stage.js';

describe('mails to credit pathways', () => {
  const stage = usePathwayStage();
  const { sql, send, issue, setStatus, endSharing, notifications, deliver, mails } = stage;

  it('go to the pathway, from the partner address, with replies to the learner, as text and as HTML', async () => {
    await send().expect(200);
    expect(stage.smtp.mails).toEqual([]);
    await deliver();
    const [mail] = mails();
    const [{ hex }] = (await sql(`select replace(uuid::text, '-', '') as hex from program_cert_record`)) as [
      { hex: string },
    ];
    const link = `${stage.test.base}/records/programs/shared/${hex}/`;
    expect(stage.smtp.accepted.map(({ to }) => to)).toEqual([['admissions@testx.example']]);
    expect(mail?.all('from')).toEqual(['Conformance X <partners@conformance.example>']);
    expect(mail?.all('auto-submitted')).toEqual(['auto-generated']);
    expect(mail?.all('content-language')).toEqual(['en']);
    expect(mail?.all('reply-to')).toEqual(['alice@learners.example']);
    expect(mail?.all('subject')).toEqual(['Mathematics MicroMasters Credit Request for Alice Łukasiewicz']);
    for (const words of [
      'Alice Łukasiewicz',
      "Test University Master's",
      'partially completed',
      link,
      `${link}csv`,
      'The Conformance X Team',
    ]) {
      expect(mail?.text).toContain(words);
    }
    for (const words of [
      'Alice Łukasiewicz',
      'Test University Master&#x27;s',
      'partially completed',
      `href="${link}"`,
      `href="${link}csv"`,
    ]) {
      expect(mail?.html).toContain(words);
    }
  });

  it("are in the language of the program's certificate", async () => {
    await send(SECOND_PATHWAY, 'alice', SPANISH_PROGRAM).expect(200);
    await deliver();
    const [mail] = mails();
    expect(mail?.all('subject')).toEqual([
      'Carpentry Professional Certificate: solicitud de reconocimiento de créditos de Alice Łukasiewicz',
    ]);
    expect(mail?.text).toContain('Alice Łukasiewicz desea postularse a Second Credit Pathway');
    expect(mail?.html).toContain('<html lang="es-419" dir="ltr">');
    expect(mail?.all('content-language')).toEqual(['es-419']);
    expect(mail?.all('from')).toEqual(['Conformance X <partners@conformance.example>']);
  });

  it('name the learner as known at sending', async () => {
    await send().expect(200);
    await sql(
      "update users set email = 'new@learners.example', full_name = 'Alice New' where username = 'alice'",
    );
    await deliver();
    await sql("update users set full_name = 'Alice Łukasiewicz' where username = 'alice'");
    expect(mails()[0]?.all('reply-to')).toEqual(['new@learners.example']);
    expect(mails()[0]?.all('subject')).toEqual(['Mathematics MicroMasters Credit Request for Alice New']);
  });

  it.each(['', 'a@b.example,c@d.example', 'nobody'])(
    'have no address to reply to when the learner has none that is good: %j',
    async (email) => {
      await sql('update users set email = $1 where username = $2', email, 'alice');
      await send().expect(200);
      await deliver();
      expect(mails().map((mail) => mail.all('reply-to'))).toEqual([[]]);
    },
  );

  it('come from MAIL_FROM where the site names no address for partners', async () => {
    await sql('update site set partner_from_address = null');
    await send().expect(200);
    await deliver();
    await sql("update site set partner_from_address = 'partners@conformance.example'");
    expect(mails()[0]?.all('from')).toEqual(['Conformance X <credentials@localhost>']);
  });

  it('say completed when the credential is awarded and visible by the time of sending', async () => {
    await send().expect(200);
    await issue({ credential: { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' } });
    await issue();
    await deliver();
    const first = mails().find((mail) => !mail.all('subject')[0]?.includes('Updated'));
    expect(first?.text).toContain('has completed');
    expect(first?.text).not.toContain('partially');
  });

  it('say partially completed while the credential is awarded and not visible, as the record does', async () => {
    await issue();
    await deliver();
    await send().expect(200);
    await deliver();
    expect(mails().map(({ text }) => text.includes('partially completed'))).toEqual([true]);
  });

  it('say partially completed when the credential was revoked meanwhile', async () => {
    const uuid = await issue();
    await send().expect(200);
    await setStatus(uuid, 'revoked');
    await deliver();
    expect(mails().map(({ text }) => text.includes('partially completed'))).toEqual([true]);
  });

  it('are one for equal requests while the first is still to go, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => send()));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    await send().expect(200);
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
    expect(await notifications()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('do not go again, nor count as cancelled, when a worker died between noting one and ending its attempt', async () => {
    const attemptNotEnded = () => sql("update outbox set state = 'ready', done_at = null");
    await send().expect(200);
    await deliver();
    await attemptNotEnded();
    await deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
    await endSharing();
    await attemptNotEnded();
    await deliver();
    expect(await notifications()).toMatchObject([{ state: 'sent', attempts: 3 }]);
    await sql('delete from outbox');
    expect(await notifications()).toMatchObject([{ state: 'sent', attempts: null }]);
  });

  describe('after the database was restored', () => {
    it('go again with the same Message-ID when they went after the backup', async () => {
      await send().expect(200);
      await deliver();
      // As in the backup: the request was recorded and the mail had not gone.
      await sql('alter table pathway_notification disable trigger user');
      await sql('update pathway_notification set outcome = null, ended_at = null');
      await sql('alter table pathway_notification enable trigger user');
      await sql("update outbox set state = 'ready', attempts = 0, done_at = null");
      await deliver();
      const [first, again] = stage.smtp.accepted.map(({ messageId }) => messageId);
      expect(again).toBe(first);
    });

    it('have a Message-ID of their own when they get the number of a request that is lost', async () => {
      const numbers = async () => (await notifications()).map(({ id }) => id);
      await send().expect(200);
      await deliver();
      const lost = await numbers();
      await sql('truncate pathway_notification, user_credit_pathway, outbox');
      await sql(`select setval(pg_get_serial_sequence('pathway_notification', 'id'), ${lost[0]}, false)`);
      await send(PATHWAY, 'bob').expect(200);
      expect(await numbers()).toEqual(lost);
      await deliver();
      expect(new Set(stage.smtp.accepted.map(({ messageId }) => messageId)).size).toBe(2);
    });
  });

  it('are one a pathway and learner', async () => {
    await send(PATHWAY).expect(200);
    await send(SECOND_PATHWAY).expect(200);
    await send(PATHWAY, 'bob').expect(200);
    await deliver();
    expect(stage.smtp.accepted.flatMap(({ to }) => to).sort()).toEqual([
      'admissions@testx.example',
      'admissions@testx.example',
      'credit@sons.example',
    ]);
  });

  it('are neither recorded nor marked sent when the outbox cannot be written', async () => {
    await sql(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
    await sql('create trigger refuse before insert on outbox for each row execute function refuse()');
    const { status } = await send();
    await sql('drop trigger refuse on outbox');
    await sql('drop function refuse');
    expect(status).toBe(500);
    const [counts] = await sql(`select (select count(*)::int from user_credit_pathway) as marks,
      (select count(*)::int from pathway_notification) as notifications,
      (select count(*)::int from program_cert_record) as records`);
    expect(counts).toEqual({ marks: 0, notifications: 0, records: 0 });
  });
});
