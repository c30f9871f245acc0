import type { MailParts } from './mail-data.js';
import { requireSoundParts, TemplateError } from './render-parts.js';

/** The fault for which no mail can be made of the stored parts; undefined without one. */
export function templateFault(parts: MailParts): string | undefined {
  try {
    requireSoundParts(parts);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return `${error.part}: ${error.message}`;
    throw error;
  }
}
