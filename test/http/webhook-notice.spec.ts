import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { parseMail } from '../support/parse-mail.js';
import { SmtpServer } from '../support/smtp-server.js';
import { until, useWebhookStage } from '../support/webhook-stage.js';

const RUN = { course_run_key: MATHEMATICS.run, mode: 'verified' };

describe('a webhook that is disabled', () => {
  let smtp: SmtpServer;

  beforeAll(async () => {
    smtp = await SmtpServer.start();
  });

  const stage = useWebhookStage({
    // The server has its port when the application starts.
    get SMTP_URL() {
      return smtp.url;
    },
  });

  beforeEach(() => {
    smtp.mails.length = 0;
  });

  afterAll(() => smtp.stop());

  /** Makes a webhook whose receiver is gone, and lets it be disabled; resolves when its notice has its end. */
  const disable = async (path: string, body: object) => {
    const webhook = await stage.make(path, body);
    stage.receiver.behave(path, 410);
    await issue(stage.test, 'alice', RUN);
    await until(async () => {
      const ended = await stage.sql(`select from outbox where topic = 'webhook.disabled' and state = 'done'`);
      return ended.length > 0 ? true : undefined;
    });
    return webhook;
  };

  it('has its contact told, once, with the reason and where to enable it', async () => {
    const { uuid } = await disable('/hidden-path', {
      contact_email: 'hooks@riverside.example',
      description: 'Registrar',
    });
    expect(smtp.accepted.map(({ to }) => to)).toEqual([['hooks@riverside.example']]);
    const { text, html, all } = parseMail(smtp.accepted[0]!.raw);
    const host = new URL(stage.receiver.url()).host;
    expect(all('subject')).toEqual([`Webhook disabled: ${host}`]);
    for (const form of [text, html]) {
      expect(form).toContain(`Registrar (${host}): its receiver answered 410 Gone.`);
      expect(form).toContain(`/api/v2/admin/webhooks/${uuid}/`);
      expect(form).not.toContain('hidden-path');
    }
  });

  it('mails nobody without a contact, and shows in the metrics', async () => {
    await disable('/nobody', {});
    expect(smtp.mails).toEqual([]);
    const { text } = await stage.test.request.get('/metrics').expect(200);
    expect(text).toMatch(/^webhooks\{state="active"\} 0$/m);
    expect(text).toMatch(/^webhooks\{state="disabled"\} 1$/m);
    expect(text).toMatch(/^webhook_requests_total\{outcome="4xx"\} [1-9]\d*$/m);
  });
});
