import { beforeEach, describe, expect, it } from '@jest/globals';
import { MATHEMATICS } from '../support/certificates.js';
import { COMPLETION_TEMPLATE } from '../support/completion-template.js';
import { useCompletionStage } from '../support/completion-stage.js';
import { parseMail, type ParsedMail } from '../support/parse-mail.js';

const { program } = MATHEMATICS;

describe('the language of the mail for a completed program', () => {
  const stage = useCompletionStage();

  const speak = (language: string) => stage.sql('update program_certificate set language = $1', language);

  /** Sets templates whose subject is their key, and the certificate's language; returns the mail to the learner. */
  const mailBy = async (language: string, ...keys: string[]): Promise<ParsedMail> => {
    await speak(language);
    for (const key of keys) await setTemplate(key, { subject: key });
    await stage.complete('alice');
    await stage.deliver();
    expect(stage.smtp.accepted).toHaveLength(1);
    return parseMail(stage.smtp.accepted[0]!.raw);
  };

  const setTemplate = (key: string, change: object) =>
    stage.test.request
      .put(`/api/v2/admin/completion_mail_templates/${encodeURIComponent(key)}/`)
      .set('Authorization', stage.test.as('admin'))
      .send({ ...COMPLETION_TEMPLATE, ...change })
      .expect(200);

  beforeEach(() => stage.sql('truncate completion_mail_template'));

  const OWN = `program:${program}`;

  it.each<[certificate: string, used: string, others: string[]]>([
    ['es-419', 'default@es-419', ['default', 'default@fr', 'default@es']],
    ['es-MX', 'default@es-419', ['default', 'default@fr']],
    ['es-MX', 'default@es', ['default', 'default@es-419']],
    ['es', 'default@es-419', ['default', 'default@de']],
    ['pt-BR', 'default', ['default@es-419', 'default@fr']],
    ['fr', 'type:micromasters', ['default@fr', 'type:micromasters@de']],
    ['fr', 'type:micromasters@fr', ['default', 'default@fr', 'type:micromasters']],
    ['de', OWN, ['default@de', 'type:micromasters@de']],
    ['de', `${OWN}@de`, [OWN, 'default@de', `${OWN}@fr`]],
  ])(
    'is chosen by the most specific key, then by the language: %s, %s',
    async (certificate, used, others) => {
      const mail = await mailBy(certificate, ...others, used);
      expect(mail.all('subject')).toEqual([used]);
    },
  );

  it('is in the header, and the platform is the sender', async () => {
    const mail = await mailBy('es-MX', 'default@es-419');
    expect(mail.all('content-language')).toEqual(['es-419']);
    expect(mail.all('from')).toEqual(['Conformance X <partners@conformance.example>']);
    expect(mail.all('auto-submitted')).toEqual(['auto-generated']);
    expect(mail.html).toContain('<html lang="es-419" dir="ltr">');
  });

  it("is that of the certificate where the template has none, in the words' own direction", async () => {
    const mail = await mailBy('ar', 'default');
    expect(mail.all('content-language')).toEqual(['ar']);
    expect(mail.html).toContain('<td dir="auto"');
  });

  it('isolates the names in text from right to left', async () => {
    await speak('ar');
    await setTemplate('default@ar', {
      subject: 'شهادتك في {{program_title}}',
      text: 'مرحبًا {{learner_name}}',
    });
    await stage.complete('alice');
    await stage.deliver();
    const mail = parseMail(stage.smtp.accepted[0]!.raw);
    expect(mail.all('subject')).toEqual(['شهادتك في \u2068Mathematics MicroMasters\u2069']);
    expect(mail.text).toContain('مرحبًا \u2068Alice Łukasiewicz\u2069');
    expect(mail.html).toContain('<td dir="rtl"');
  });

  it('goes without a mail where the templates are for other languages', async () => {
    await speak('pt');
    await setTemplate('default@fr', {});
    await stage.complete('alice');
    await stage.deliver();
    expect(stage.smtp.accepted).toEqual([]);
    expect(await stage.mails()).toMatchObject([
      { state: 'cancelled', last_error: 'there is no template for the program' },
    ]);
  });
});
