import { shortened, textOfHtml } from '../../platform/text/index.js';
import type { TextRuleOptions } from '../../platform/validation/index.js';

/** The width of the columns. */
export const DESCRIPTION_CHARACTERS = 500;

/** A text for learners that need not be there. */
export const DESCRIPTION: TextRuleOptions = {
  optional: true,
  nullable: true,
  blank: true,
  maxLength: DESCRIPTION_CHARACTERS,
};

/** Such a text in HTML, of which the words are stored, as many as fit. */
export const HTML: TextRuleOptions = { ...DESCRIPTION, maxLength: 50_000 };

/** The first of these that has words: a plain text, or else the words of one in HTML; null for none. */
export function descriptionOf(plain: readonly Given[], html: Given): string | null {
  const texts = [...plain.map((text) => text?.trim() ?? ''), textOfHtml(html ?? '')];
  const found = texts.find((text) => text !== '');
  return found === undefined ? null : shortened(found, DESCRIPTION_CHARACTERS);
}

type Given = string | null | undefined;
