import { PlainTemplate, TemplateSyntaxError } from '../../platform/mail/index.js';
import { type CompletionMailData, type MailParts, VARIABLES } from './mail-data.js';

/** A fault of a template. The message is for its author. */
export class TemplateError extends Error {
  constructor(
    readonly part: keyof MailParts,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Renders the three parts. HTML escapes all data, subject and text do not. Stored parts are checked again: SQL by hand
 * or an older release may have written them.
 * @throws TemplateError
 */
export function renderParts(parts: MailParts, data: CompletionMailData): MailParts {
  return {
    subject: parsePart('subject', parts).render(data, { escapes: false }),
    text: parsePart('text', parts).render(data, { escapes: false }),
    html: parsePart('html', parts).render(data, { escapes: true }),
  };
}

/** Checks that the templates render with any data. @throws TemplateError */
export function requireSoundParts(parts: MailParts): void {
  for (const part of ['subject', 'text', 'html'] as const) parsePart(part, parts);
}

function parsePart(part: keyof MailParts, parts: MailParts): PlainTemplate<keyof CompletionMailData> {
  try {
    return PlainTemplate.parse(parts[part], VARIABLES);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) throw new TemplateError(part, error.message);
    throw error;
  }
}
