import { describe, expect, it } from '@jest/globals';
import type { Webhook } from '../entities/webhook.entity.js';
import { renderNotice } from './disabled-notice.js';

const SETTINGS = { platformName: 'Riverside', publicUrl: 'https://credentials.example.org', days: 5 };

const webhook = (facts: Partial<Webhook>) =>
  ({
    uuid: 'de0b0000-0000-4000-8000-000000000001',
    url: 'https://hooks.riverside.example:8443/secret-path?key=secret',
    description: '',
    disabledBecause: 'failures',
    ...facts,
  }) as Webhook;

describe('the mail about a disabled webhook', () => {
  it('names the host, the reason and where to enable it, and nothing else of the address', () => {
    const { subject, text, body } = renderNotice(webhook({}), SETTINGS);
    expect(subject).toBe('Webhook disabled: hooks.riverside.example:8443');
    expect(text).toContain(
      'Riverside has disabled the webhook hooks.riverside.example:8443: each delivery to it has failed for 5 days.',
    );
    expect(text).toContain(
      'https://credentials.example.org/api/v2/admin/webhooks/de0b0000-0000-4000-8000-000000000001/',
    );
    expect(subject + text + body).not.toContain('secret');
  });

  it.each([
    ['failures', 1, 'each delivery to it has failed for a day.'],
    ['gone', 5, 'its receiver answered 410 Gone.'],
  ] as const)('tells of %s in %d days', (disabledBecause, days, reason) => {
    expect(renderNotice(webhook({ disabledBecause }), { ...SETTINGS, days }).text).toContain(reason);
  });

  it('shows a description as text, whatever it holds', () => {
    const { text, body } = renderNotice(webhook({ description: 'A <b>& B' }), SETTINGS);
    expect(text).toContain('the webhook A <b>& B (hooks.riverside.example:8443)');
    expect(body).toContain('A &lt;b&gt;&amp; B (');
  });
});
