import { NotFoundError } from '../../platform/errors/index.js';
import { LANGUAGE_TAG } from '../../platform/languages/index.js';
import { isStoredUuid } from '../../platform/text/index.js';

const SLUG = /^[\p{L}\p{N}_-]{1,255}$/u;

/** The programs that a template is for, and the language of their certificates. */
export interface TemplateKey {
  readonly text: string;
  /** Set if the template is for one program. */
  readonly programUuid: string | undefined;
  /** Set if the template is for one language. */
  readonly language: string | undefined;
}

/**
 * Reads `default`, `type:<slug>` or `program:<uuid>`, with `@<language>` at its end or without.
 * @throws NotFoundError for anything else
 */
export function parseTemplateKey(text: string): TemplateKey {
  const { programs, language } = partsOf(text);
  const end = language === undefined ? '' : `@${language}`;
  if (programs === 'default') return { text: `default${end}`, programUuid: undefined, language };
  const [, kind = '', value = ''] = /^(type|program):(.*)$/s.exec(programs) ?? [];
  if (kind === 'type' && SLUG.test(value))
    return { text: `${programs}${end}`, programUuid: undefined, language };
  const uuid = value.toLowerCase();
  if (kind === 'program' && isStoredUuid(uuid))
    return { text: `program:${uuid}${end}`, programUuid: uuid, language };
  throw unreadable();
}

/** The language in one spelling, so that a language has one template: `es-419`, `pt-BR`, `zh-Hant`. */
function partsOf(text: string): { programs: string; language: string | undefined } {
  const [programs = '', tag, ...more] = text.split('@');
  if (tag === undefined) return { programs, language: undefined };
  if (more.length > 0 || !LANGUAGE_TAG.test(tag.toLowerCase())) throw unreadable();
  const [base = '', part = ''] = tag.toLowerCase().split('-');
  const end = part.length === 4 ? part.replace(/^./, (first) => first.toUpperCase()) : part.toUpperCase();
  return { programs, language: end === '' ? base : `${base}-${end}` };
}

function unreadable(): NotFoundError {
  return new NotFoundError(
    'A template is named default, type:<slug> or program:<uuid>, and may end with a language, such as default@es-419.',
  );
}
