import Handlebars from 'handlebars';
import { type Condition, scanTemplate, type Token } from './template-scan.js';

/**
 * A template that somebody else wrote: the part of Handlebars that can only place names and ask whether they are
 * empty. We read and render it ourselves, since the library's parser, compiler and whitespace rules each took seconds
 * for a hostile text of 45 KB. What it accepts, it renders as Handlebars does (see its spec).
 */
export class PlainTemplate<Name extends string> {
  private constructor(private readonly tokens: readonly Token[]) {}

  /** @throws TemplateSyntaxError for all but the names, conditions on them, and a reasonable size */
  static parse<Name extends string>(source: string, names: readonly Name[]): PlainTemplate<Name> {
    return new PlainTemplate(withoutTagLines(scanTemplate(source, names)));
  }

  /** @param options `escapes`: data becomes text in HTML or in a quoted attribute */
  render(data: Readonly<Record<Name, string | null>>, options: { readonly escapes: boolean }): string {
    const valueOf = (name: string) => data[name as Name] ?? '';
    const holds = ({ name, isNegated }: Condition) => (valueOf(name) === '') === isNegated;
    const blocks: { readonly isShown: boolean; isDone: boolean }[] = [];
    let isShown = true;
    let result = '';
    for (const token of this.tokens) {
      if (token.kind === 'if') {
        const isTrue = holds(token.condition);
        blocks.push({ isShown, isDone: isTrue });
        isShown &&= isTrue;
      } else if (token.kind === 'else') {
        const block = blocks.at(-1)!;
        const isTrue = !block.isDone && (token.condition === undefined || holds(token.condition));
        block.isDone ||= isTrue;
        isShown = block.isShown && isTrue;
      } else if (token.kind === 'end') isShown = blocks.pop()!.isShown;
      else if (!isShown) continue;
      else if (token.kind === 'text') result += token.text;
      else result += options.escapes ? Handlebars.escapeExpression(valueOf(token.name)) : valueOf(token.name);
    }
    return result;
  }
}

/** A line that holds nothing but a condition, an `else` or an end leaves no empty line. */
function withoutTagLines(tokens: readonly Token[]): Token[] {
  const hasOwnLine = tokens.map(
    ({ kind }, place) =>
      (kind === 'if' || kind === 'else' || kind === 'end') &&
      endsLine(tokens, place - 1) &&
      beginsLine(tokens, place + 1),
  );
  return tokens.map((token, place) => {
    if (token.kind !== 'text') return token;
    const text = hasOwnLine[place - 1] ? token.text.replace(/^[ \t]*\r?\n?/, '') : token.text;
    return { kind: 'text', text: hasOwnLine[place + 1] ? withoutIndent(text) : text };
  });
}

function endsLine(tokens: readonly Token[], place: number): boolean {
  const token = tokens[place];
  if (token?.kind !== 'text') return token === undefined;
  const blank = token.text.slice(token.text.trimEnd().length);
  return blank.includes('\n') || (place === 0 && blank === token.text);
}

function beginsLine(tokens: readonly Token[], place: number): boolean {
  const token = tokens[place];
  if (token?.kind !== 'text') return token === undefined;
  const blank = token.text.slice(0, token.text.length - token.text.trimStart().length);
  return blank.includes('\n') || (place === tokens.length - 1 && blank === token.text);
}

/** Not `/[ \t]+$/`, which takes quadratic time for blanks before a word. */
function withoutIndent(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end -= 1;
  return text.slice(0, end);
}
