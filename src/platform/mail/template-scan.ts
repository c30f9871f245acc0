import { hasAtMost } from '../text/index.js';

/** A fault of a template. The message is for its author and names the place. */
export class TemplateSyntaxError extends Error {}

export type Condition = { readonly name: string; readonly isNegated: boolean };

/** A part of a template, in the order of its text. An `else` without a condition is the last of its block. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'if'; readonly condition: Condition }
  | { readonly kind: 'else'; readonly condition: Condition | undefined }
  | { readonly kind: 'end' };

export const LONGEST_TEMPLATE_CHARACTERS = 50_000;
const LONGEST_TAG_CHARACTERS = 100;
const MOST_TAGS = 500;
const DEEPEST_LEVELS = 8;

interface OpenBlock {
  readonly word: string;
  readonly at: number;
  hasElse: boolean;
}

/**
 * Splits a template into texts and tags in one pass, and refuses every tag that is not a known name, a condition, an
 * `else` or an end.
 * @throws TemplateSyntaxError
 */
export function scanTemplate(source: string, names: readonly string[]): Token[] {
  if (!hasAtMost(LONGEST_TEMPLATE_CHARACTERS, source))
    throw new TemplateSyntaxError(`A template has at most ${LONGEST_TEMPLATE_CHARACTERS} characters.`);
  const tokens: Token[] = [];
  const blocks: OpenBlock[] = [];
  let tags = 0;
  let textFrom = 0;
  for (let at = source.indexOf('{{'); at >= 0; at = source.indexOf('{{', textFrom)) {
    const end = source.indexOf('}}', at);
    const refuse = (reason: string) => failAt(source, at, reason);
    if (end < 0) refuse('A tag begins here and has no }}.');
    if (source[end + 2] === '}' && source[at + 2] !== '{')
      refuse('A tag ends with }}, and no further brace can follow.');
    if (source[at - 1] === '\\') refuse('A backslash cannot stand before {{.');
    if (++tags > MOST_TAGS) refuse(`At most ${MOST_TAGS} names and conditions can stand in it.`);
    const body = source.slice(at + 2, end);
    if (body.length > LONGEST_TAG_CHARACTERS)
      refuse(`A tag has at most ${LONGEST_TAG_CHARACTERS} characters.`);
    if (at > textFrom) tokens.push({ kind: 'text', text: source.slice(textFrom, at) });
    tokens.push(readTag(body, at, blocks, names, refuse));
    textFrom = end + 2;
  }
  const open = blocks.at(-1);
  if (open) failAt(source, open.at, `The block that begins here has no {{/${open.word}}}.`);
  if (textFrom < source.length) tokens.push({ kind: 'text', text: source.slice(textFrom) });
  return tokens;
}

function readTag(
  body: string,
  at: number,
  blocks: OpenBlock[],
  names: readonly string[],
  refuse: (reason: string) => never,
): Token {
  const known = (name: string) =>
    names.includes(name) ? name : refuse(`There is no "${name}"; there are ${names.join(', ')}.`);
  const [, open, otherwise, word = '', subject = ''] = CONDITION.exec(body) ?? [];
  const block = blocks.at(-1);
  if (open !== undefined) {
    blocks.push({ word, at, hasElse: false });
    if (blocks.length > DEEPEST_LEVELS)
      refuse(`At most ${DEEPEST_LEVELS} blocks can stand within each other.`);
    return { kind: 'if', condition: { name: known(subject), isNegated: word === 'unless' } };
  }
  if (otherwise !== undefined || body.trim() === 'else') {
    if (block === undefined) return refuse('{{else}} stands outside of a block.');
    if (block.hasElse) refuse('Nothing but the end of the block can follow its {{else}}.');
    block.hasElse = otherwise === undefined;
    const condition = block.hasElse ? undefined : { name: known(subject), isNegated: word === 'unless' };
    return { kind: 'else', condition };
  }
  const ended = /^\/\s*(if|unless)\s*$/.exec(body)?.[1];
  if (ended !== undefined) {
    if (block?.word !== ended) refuse(`{{/${ended}}} ends no block that is open here.`);
    blocks.pop();
    return { kind: 'end' };
  }
  const name = /^\s*(\w+)\s*$/.exec(body)?.[1];
  return name === undefined || CONDITION_WORD.test(body)
    ? refuse(wrongTag(body))
    : { kind: 'name', name: known(name) };
}

const CONDITION = /^(?:(#)|\s*(else)\s+)\s*(if|unless)\s+(\w+)\s*$/;
const CONDITION_WORD = /^\s*(?:if|unless)\b/;

function wrongTag(body: string): string {
  if (/^[{&]/.test(body)) return 'Data is written as {{name}}, not as {{{name}}} or {{&name}}.';
  if (/^#?[>*]/.test(body)) return 'A template cannot include others.';
  if (body.startsWith('!')) return 'A template has no comments.';
  if (CONDITION_WORD.test(body)) return 'A condition is a block: {{#if name}} and, at its end, {{/if}}.';
  return `"${body.trim()}" cannot stand in a tag. There are only {{name}}, {{#if name}}, {{#unless name}}, {{else}}, {{else if name}} and the ends of blocks.`;
}

function failAt(source: string, at: number, reason: string): never {
  const before = source.slice(0, at).split('\n');
  const column = Array.from(before.at(-1)!).length + 1;
  throw new TemplateSyntaxError(`Line ${before.length}, column ${column}: ${reason}`);
}
