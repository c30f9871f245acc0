import { NotFoundError } from '../../platform/errors/index.js';
import { isStoredUuid } from '../../platform/text/index.js';

const SLUG = /^[\p{L}\p{N}_-]{1,255}$/u;

/** The programs that a template is for. */
export interface TemplateKey {
  readonly text: string;
  /** Set if the template is for one program. */
  readonly programUuid: string | undefined;
}

/** Reads `default`, `type:<slug>` or `program:<uuid>`. @throws NotFoundError for anything else */
export function parseTemplateKey(text: string): TemplateKey {
  if (text === 'default') return { text, programUuid: undefined };
  const [, kind = '', value = ''] = /^(type|program):(.*)$/s.exec(text) ?? [];
  if (kind === 'type' && SLUG.test(value)) return { text, programUuid: undefined };
  const uuid = value.toLowerCase();
  if (kind === 'program' && isStoredUuid(uuid)) return { text: `program:${uuid}`, programUuid: uuid };
  throw new NotFoundError('A template is named default, type:<slug> or program:<uuid>.');
}
