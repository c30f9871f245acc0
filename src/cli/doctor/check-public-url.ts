import type { Config } from '../../config/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'public URL';

/** Whether the links that the service writes lead to it. */
export async function checkPublicUrl({ publicUrl, production }: Config): Promise<Finding> {
  const { protocol, hostname } = new URL(publicUrl);
  if (production && (protocol !== 'https:' || isLocal(hostname))) {
    const found = `${publicUrl} is not an address that learners and employers can open safely`;
    return failed(SUBJECT, found, 'set PUBLIC_URL to the https address under which the service is reached');
  }
  try {
    const answer = await fetch(`${publicUrl}/livez`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(3000),
    });
    if (answer.ok) return ok(SUBJECT, `${publicUrl} answers`);
    return failed(
      SUBJECT,
      `${publicUrl} answers with status ${answer.status}`,
      'set PUBLIC_URL, or correct the proxy',
    );
  } catch {
    return note(SUBJECT, `nothing answers at ${publicUrl}`, 'start the service, or set PUBLIC_URL');
  }
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
