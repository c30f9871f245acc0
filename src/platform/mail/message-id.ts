import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** The Message-ID of a key. It is always the same, so that a repeated mail can be recognised. */
export function messageIdOf(key: string, sender: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
  // A header field is ASCII.
  return `<${digest}@${domainToASCII(sender.slice(sender.lastIndexOf('@') + 1))}>`;
}
