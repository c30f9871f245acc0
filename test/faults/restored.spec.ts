import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goal, report } from '../support/report.js';
import type { ReceivedMail } from '../support/smtp-server.js';
import { askForCredit, learners, type Outcome, post } from './requests.js';
import { learnerOf, type Running, Stage } from './stage.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
/** A course run of that program: with a credential in it the program's can be seen, and its mail goes out. */
const RUN = 'course-v1:TestX+AA101+1T2023';

/** Learners who ask for credit, and as many who get a completion mail, in each part of the history. */
const EACH = 8;

describe('a database that is restored from a backup', () => {
  let stage: Stage;
  let service: Running;

  beforeAll(async () => {
    stage = await Stage.open(4 * 2 * EACH);
    await stage.sql(
      `insert into completion_mail_template (key, subject, text, html, enabled)
       values ('default', 'Well done', 'Well done', 'Well done', true)`,
    );
    service = await start();
  });

  afterAll(() => stage.close());

  const start = () => stage.start('all', { SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true' });

  /** Half of them ask for credit, the others complete the program: a mail each. Returns the uuids that were made. */
  async function act(some: readonly string[]): Promise<string[]> {
    for (const [index, username] of some.entries()) {
      const answer = await (index % 2 === 0 ? askForCredit(service.send, username) : complete(username));
      expect(answer).toMatchObject({ status: index % 2 === 0 ? 200 : 201 });
    }
    const rows = await stage.sql<{ uuid: string }>(
      `select c.uuid from user_credential c join users on users.id = c.user_id where username = any ($1)
          and c.program_certificate_id is not null
       union all
       select r.uuid from program_cert_record r join users on users.id = r.user_id where username = any ($1)`,
      [some],
    );
    expect(rows).toHaveLength(some.length);
    return rows.map(({ uuid }) => uuid);
  }

  async function complete(username: string): Promise<Outcome> {
    const award = (credential: object) =>
      post(`${service.base}/api/v2/credentials/`, { username, status: 'awarded', credential });
    expect(await award({ course_run_key: RUN, mode: 'verified' })).toMatchObject({ status: 201 });
    return award({ program_uuid: PROGRAM });
  }

  const mailsOf = (some: readonly string[], from = 0): ReceivedMail[] =>
    stage.smtp.accepted.slice(from).filter((mail) => some.includes(addresseeOf(mail)));
  const messageIds = (mails: readonly ReceivedMail[]) => mails.map(({ messageId }) => messageId).sort();

  it('sends no mail again that had gone before, all that waited, and gives no mail the id of another', async () => {
    const [gone = [], waiting = [], lost = [], late = []] = Array.from({ length: 4 }, (_, part) =>
      learners(part * 2 * EACH + 1, (part + 1) * 2 * EACH),
    );
    await act(gone);
    expect(await stage.openMessages()).toBe(0);
    await stage.smtp.behave({ at: 'recipient', reply: '451 4.3.0 later' });
    await act(waiting);
    await stage.kill(service);
    await stage.backUp('backup');

    await stage.smtp.behave('accept');
    service = await start();
    const uuidsLost = await act(lost);
    expect(await stage.openMessages()).toBe(0);
    const before = stage.smtp.accepted.length;
    expect(before).toBe(3 * 2 * EACH);

    await stage.kill(service);
    stage.restore('backup');
    service = await start();
    expect(await stage.openMessages()).toBe(0);
    const uuidsLate = await act(late);
    expect(await stage.openMessages()).toBe(0);

    const again = mailsOf(gone, before).length;
    const resent = mailsOf(waiting, before);
    const foreign = messageIds(mailsOf(late)).filter((id) =>
      messageIds(mailsOf([...gone, ...waiting, ...lost])).includes(id),
    );
    const sameUuids = uuidsLate.filter((uuid) => uuidsLost.includes(uuid));
    report('Restored from a backup', {
      'mails that had gone before the backup': gone.length,
      'of them sent again': goal(again, '0'),
      'mails that waited in the backup': waiting.length,
      'of them sent after it': goal(resent.length, String(waiting.length)),
      'mails after it with a Message-ID of another': goal(foreign.length, '0'),
      'uuids that were given before': goal(sameUuids.length, '0'),
    });
    expect({ again, foreign, sameUuids }).toEqual({ again: 0, foreign: [], sameUuids: [] });
    expect(messageIds(resent)).toEqual(messageIds(mailsOf(waiting).slice(0, waiting.length)));
    expect(mailsOf(lost, before)).toEqual([]);
    expect(new Set(mailsOf(late).map(addresseeOf))).toEqual(new Set(late));
    expect(stage.smtp.accepted).toHaveLength(before + waiting.length + late.length);
  });
});

/** The learner whom a mail is about. */
function addresseeOf(mail: ReceivedMail): string {
  return learnerOf(mail) || (mail.to[0]?.split('@')[0] ?? '');
}
