import {
  frameMail,
  isWholeDocument,
  type MailBrand,
  PlainTemplate,
  TemplateSyntaxError,
} from '../../platform/mail/index.js';
import { type CompletionMailData, forPlainText, type MailParts, VARIABLES } from './mail-data.js';

/** A fault of a template. The message is for its author. */
export class TemplateError extends Error {
  constructor(
    readonly part: keyof MailParts,
    message: string,
  ) {
    super(message);
  }
}

/** The surroundings of the parts. */
export interface Frame {
  readonly brand: MailBrand;
  /** Whether the template is for one language. Otherwise its words may be in another one than that of the data. */
  readonly hasLanguage: boolean;
}

/**
 * Renders the three parts. HTML escapes all data, subject and text do not. HTML that is no whole document is put into the
 * frame of the installation. Stored parts are checked again: SQL by hand or an older release may have written them.
 * @throws TemplateError
 */
export function renderParts(
  parts: MailParts,
  data: CompletionMailData,
  { brand, hasLanguage }: Frame,
): MailParts {
  const plain = forPlainText(data);
  const subject = parsePart('subject', parts).render(plain, { escapes: false });
  const text = parsePart('text', parts).render(plain, { escapes: false });
  const body = parsePart('html', parts).render(data, { escapes: true });
  if (isWholeDocument(parts.html)) return { subject, text, html: body };
  const { language } = data;
  const content = { subject, body, language, ...(!hasLanguage && { direction: 'auto' as const }) };
  return { subject, text, html: frameMail(content, brand) };
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
