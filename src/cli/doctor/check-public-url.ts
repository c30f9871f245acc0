import { type Config, isLocalAddress } from '../../config/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'public URL';

/** Whether the links that the service writes lead to it. */
export async function checkPublicUrl({ publicUrl, production }: Config): Promise<Finding> {
  if (production && isLocalAddress(publicUrl)) {
    const found = `${publicUrl} is an address of this machine, which ALLOW_LOCAL_PUBLIC_URL permits`;
    return note(SUBJECT, found, 'set PUBLIC_URL before others use the service');
  }
  if (production && new URL(publicUrl).protocol !== 'https:') {
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
