import Handlebars from 'handlebars';
import type { Webhook } from '../entities/webhook.entity.js';

interface NoticeSettings {
  readonly platformName: string;
  readonly publicUrl: string;
  /** `WEBHOOK_DISABLE_AFTER`. */
  readonly days: number;
}

/**
 * The mail about a webhook that was disabled. It names the host and not the whole address, which may hold a secret of the
 * receiver's.
 */
export function renderNotice(
  { uuid, url, description, disabledBecause }: Webhook,
  { platformName, publicUrl, days }: NoticeSettings,
): { readonly subject: string; readonly text: string; readonly body: string } {
  const { host } = new URL(url);
  const name = description === '' ? host : `${description} (${host})`;
  const reason =
    disabledBecause === 'gone'
      ? 'its receiver answered 410 Gone.'
      : `each delivery to it has failed for ${days === 1 ? 'a day' : `${days} days`}.`;
  const address = `${publicUrl}/api/v2/admin/webhooks/${uuid}/`;
  const lines = [
    `${platformName} has disabled the webhook ${name}: ${reason}`,
    'Events that happen while it is disabled are not delivered. Deliveries that were under way wait.',
    `When the receiver works again, staff of ${platformName} can enable the webhook (PATCH with {"enabled": true}): ${address}`,
  ];
  const escape = (line: string) => `<p>${Handlebars.escapeExpression(line)}</p>`;
  return {
    subject: `Webhook disabled: ${host}`,
    text: `${lines.join('\n\n')}\n`,
    body: lines.map(escape).join('\n'),
  };
}
