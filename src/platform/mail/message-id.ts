import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** The Message-ID that belongs to a key, always the same, so that a repeated mail can be told by it. */
export function messageIdOf(key: string, sender: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
  // A header field is ASCII.
  return `<${digest}@${domainToASCII(sender.slice(sender.lastIndexOf('@') + 1))}>`;
}
