/** Bounds of a JSON text. They are checked before it is parsed: what it costs later depends on them, not on its bytes. */
export interface JsonLimits {
  /** Levels of nested lists and objects. */
  readonly levels: number;
  /** Keys of all objects together. */
  readonly keys: number;
  /** Values of all lists and objects together. */
  readonly values: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Says which limit a JSON text exceeds, in words that follow "it"; undefined when none. It counts bytes outside of
 * texts and builds nothing, so it costs less than the parsing. A text that is no JSON has some count too.
 */
export function excessOf(text: Uint8Array, { levels, keys, values }: JsonLimits): string | undefined {
  let depth = 0;
  let keyCount = 0;
  let valueCount = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case QUOTE:
        at = endOfText(text, at);
        break;
      case COMMA:
        valueCount += 1;
        break;
      case COLON:
        keyCount += 1;
        break;
      case OPENING_BRACKET:
      case OPENING_BRACE:
        // The first value of a list or object has no comma.
        valueCount += 1;
        depth += 1;
        if (depth > levels) return `is nested deeper than ${levels} levels`;
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth -= 1;
        break;
    }
  }
  if (keyCount > keys) return `has more than ${keys} keys`;
  return valueCount > values ? `has more than ${values} values` : undefined;
}

/** The place of the quote that ends the text, or the end of all. */
function endOfText(text: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at;
}
