import { describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import Handlebars from 'handlebars';
import { PlainTemplate } from './plain-template.js';

const NAMES = ['name', 'link', 'note'] as const;
type Data = Record<(typeof NAMES)[number], string | null>;

const DATA: Data = { name: `Tom & "<b>Jerry</b>"='\``, link: 'https://example.org/', note: null };

const render = (source: string, data: Data = DATA, escapes = false) =>
  PlainTemplate.parse(source, NAMES).render(data, { escapes });

function refusal(source: string): string {
  try {
    PlainTemplate.parse(source, NAMES);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

const ONLY = 'There are only {{name}}, {{#if name}},';
const KNOWN = 'there are name, link, note.';
const ESCAPED = 'Data is written as {{name}}, not as {{{name}}} or {{&name}}.';
const THIRD = 'A tag ends with }}, and no further brace can follow.';
const BLOCK = 'A condition is a block';
const NO_OTHERS = 'A template cannot include others.';
const NO_COMMENTS = 'A template has no comments.';
const OPEN = 'A tag begins here and has no }}.';
const BACKSLASH = 'A backslash cannot stand before {{.';

/** What Handlebars would run, look up, include or print without escaping, and what would keep it busy. */
const HOSTILE: readonly (readonly [source: string, reason: string])[] = [
  ['{{log name}}', ONLY],
  ['{{"log" name}}', ONLY],
  ["{{'log' name}}", ONLY],
  ['{{[log] name}}', ONLY],
  ['{{log}}', KNOWN],
  ['{{"name"}}', ONLY],
  ["{{'name'}}", ONLY],
  ['{{[name]}}', ONLY],
  ['{{#"lookup" name}}x{{/"lookup"}}', ONLY],
  ['{{#"if" name}}x{{/"if"}}', ONLY],
  ["{{#'if' name}}x{{/'if'}}", ONLY],
  ['{{#[if] name}}x{{/[if]}}', ONLY],
  ['{{lookup name "constructor"}}', ONLY],
  ['{{lookup}}', KNOWN],
  ['{{#lookup name "length"}}x{{/lookup}}', ONLY],
  ['{{#each name}}x{{/each}}', ONLY],
  ['{{#with name}}x{{/with}}', ONLY],
  ['{{#name}}x{{/name}}', ONLY],
  ['{{^name}}x{{/name}}', ONLY],
  ['{{#if name}}x{{^}}y{{/if}}', ONLY],
  ['{{#each name as |item|}}x{{/each}}', ONLY],
  ['{{#if name as |item|}}x{{/if}}', ONLY],
  ['{{blockHelperMissing name}}', ONLY],
  ['{{helperMissing}}', KNOWN],
  ['{{constructor}}', KNOWN],
  ['{{__proto__}}', KNOWN],
  ['{{toString}}', KNOWN],
  ['{{hasOwnProperty}}', KNOWN],
  ['{{name.length}}', ONLY],
  ['{{name.constructor}}', ONLY],
  ['{{name/length}}', ONLY],
  ['{{name.[length]}}', ONLY],
  ['{{../name}}', ONLY],
  ['{{..}}', ONLY],
  ['{{./name}}', ONLY],
  ['{{.}}', ONLY],
  ['{{this}}', KNOWN],
  ['{{this.name}}', ONLY],
  ['{{@root.name}}', ONLY],
  ['{{@index}}', ONLY],
  ['{{#if @root}}x{{/if}}', ONLY],
  ['{{#if this}}x{{/if}}', KNOWN],
  ['{{#if ../name}}x{{/if}}', ONLY],
  ['{{#if "name"}}x{{/if}}', ONLY],
  ['{{#if true}}x{{/if}}', KNOWN],
  ['{{#if 1}}x{{/if}}', KNOWN],
  ['{{#if (lookup name "x")}}x{{/if}}', ONLY],
  ['{{#if name includeZero=true}}x{{/if}}', ONLY],
  ['{{#if name link}}x{{/if}}', ONLY],
  ['{{#if}}x{{/if}}', ONLY],
  ['{{#unless (name)}}x{{/unless}}', ONLY],
  ['{{(name)}}', ONLY],
  ['{{(lookup name "x")}}', ONLY],
  ['{{name link}}', ONLY],
  ['{{name key=link}}', ONLY],
  ['{{name "x"}}', ONLY],
  ['{{true}}', KNOWN],
  ['{{null}}', KNOWN],
  ['{{undefined}}', KNOWN],
  ['{{1}}', KNOWN],
  ['{{name/if}}', ONLY],
  ['{{/if name}}', ONLY],
  ['{{name > link}}', ONLY],
  ['{{> other}}', NO_OTHERS],
  ['{{>"other"}}', NO_OTHERS],
  ['{{> (lookup name "x")}}', NO_OTHERS],
  ['{{#> other}}x{{/other}}', NO_OTHERS],
  ['{{> @partial-block}}', NO_OTHERS],
  ['{{* decorator}}', NO_OTHERS],
  ['{{#*inline "other"}}x{{/inline}}', NO_OTHERS],
  ['{{{name}}', ESCAPED],
  ['{{{name}}}', ESCAPED],
  ['{{name}}}', THIRD],
  ['{{{"log" name}}}', ESCAPED],
  ['{{&name}}', ESCAPED],
  ['{{{{raw}}}}{{name}}{{{{/raw}}}}', ESCAPED],
  ['{{!name}}', NO_COMMENTS],
  ['{{!-- {{name}} --}}', NO_COMMENTS],
  ['{{~name~}}', ONLY],
  ['{{~#if name}}x{{/if}}', ONLY],
  ['{{~{name}~}}', ONLY],
  ['\\{{name}}', BACKSLASH],
  ['\\\\{{name}}', BACKSLASH],
  ['{{if name}}', BLOCK],
  ['{{if}}', BLOCK],
  ['{{unless name}}', BLOCK],
  ['{{nobody}}', KNOWN],
  ['{{Name}}', KNOWN],
  ['{{}}', ONLY],
  ['{{ }}', ONLY],
  ['{{', OPEN],
  ['{{name', OPEN],
  ['{{name}', OPEN],
  ['{{#if name}}x', 'The block that begins here has no {{/if}}.'],
  ['{{/if}}', '{{/if}} ends no block that is open here.'],
  ['{{#if name}}x{{/unless}}', '{{/unless}} ends no block that is open here.'],
  ['{{#if name}}{{#unless link}}x{{/if}}{{/unless}}', '{{/if}} ends no block that is open here.'],
  ['{{else}}', '{{else}} stands outside of a block.'],
  ['{{else if name}}', '{{else}} stands outside of a block.'],
  ['{{#if name}}x{{else}}y{{else}}z{{/if}}', 'Nothing but the end of the block can follow its {{else}}.'],
  ['{{#if name}}x{{else}}y{{else if link}}z{{/if}}', 'Nothing but the end of the block'],
  ['{{#if name}}x{{else nobody}}y{{/if}}', ONLY],
  ['{{#if name}}x{{else if nobody}}y{{/if}}', KNOWN],
  ['{{#if name}}{{nobody}}{{/if}}', KNOWN],
  ['{{#if note}}{{else}}{{nobody}}{{/if}}', KNOWN],
];

/** Texts that kept Handlebars busy for seconds or minutes, or that are larger than any mail. */
const LARGE: readonly (readonly [title: string, source: string, reason: string])[] = [
  ['nested sub-expressions', `{{log ${'(log '.repeat(9000)}`, OPEN],
  [
    'nested sub-expressions with their ends',
    `{{log ${'(log '.repeat(8000)}${')'.repeat(8000)}}}`,
    '100 characters',
  ],
  ['a long path', `{{${'name.'.repeat(9000)}name}}`, '100 characters'],
  ['a long name', `{{${'x'.repeat(49_000)}}}`, '100 characters'],
  ['nine levels', nested(9), 'At most 8 blocks can stand within each other.'],
  ['1500 levels', nested(1500), 'At most 8 blocks can stand within each other.'],
  ['501 names', '{{name}}'.repeat(501), 'At most 500 names and conditions can stand in it.'],
  ['25,000 braces', '{'.repeat(25_000), OPEN],
  ['12,500 empty tags', '{{}}'.repeat(12_500), ONLY],
  ['12,500 ends', '}}{{'.repeat(12_500), ONLY],
  ['too many characters', 'x'.repeat(50_001), 'A template has at most 50000 characters.'],
];

describe('a plain template', () => {
  it.each([
    ['a text', 'Dear all', 'Dear all'],
    ['nothing', '', ''],
    ['names', '{{name}}: {{ link }}{{note}}', `${DATA.name}: https://example.org/`],
    ['a condition', '{{#if link}}yes{{/if}}{{#if note}}no{{/if}}', 'yes'],
    ['its opposite', '{{#unless note}}none{{/unless}}{{#unless link}}no{{/unless}}', 'none'],
    ['alternatives', '{{#if note}}1{{else if link}}2{{else}}3{{/if}}', '2'],
    ['negated alternatives', '{{#if note}}1{{else unless link}}2{{else}}3{{/if}}', '3'],
    ['conditions within others', '{{#if link}}a{{#if note}}b{{else}}c{{/if}}{{else}}d{{/if}}', 'ac'],
    ['hidden conditions', '{{#if note}}a{{#if link}}b{{else}}c{{/if}}{{else}}d{{/if}}', 'd'],
    ['braces that are no tag', '{"a": {{note}} } }} { }', '{"a":  } }} { }'],
    ['lines of conditions', 'a\n  {{#if link}}\nb\n{{else}}\nc\n{{/if}}  \nd', 'a\nb\nd'],
    ['a line of a condition at its begin and its end', '  {{#if link}}\nb\n{{/if}}  ', 'b\n'],
    ['a condition that ends its last line', 'a\n{{#if link}}\n  b{{/if}}', 'a\n  b'],
    ['a condition before an indented line', '{{#if link}}\n  b {{/if}}', '  b '],
    ['tags with blanks in them', '{{#if  link }}a{{ else }}b{{/ if }}', 'a'],
  ])('renders %s', (_, source, expected) => {
    expect(render(source)).toBe(expected);
  });

  it('escapes data only where it should, and never reads it as a template', () => {
    expect(render('<p>{{name}}</p>', DATA, true)).toBe(
      '<p>Tom &amp; &quot;&lt;b&gt;Jerry&lt;/b&gt;&quot;&#x3D;&#x27;&#x60;</p>',
    );
    expect(render('{{name}}', { ...DATA, name: '{{link}}' }, true)).toBe('{{link}}');
  });

  it.each(HOSTILE)('is refused: %s', (source, reason) => {
    expect(refusal(source)).toContain(reason);
    expect(refusal(source)).toMatch(/^Line 1, column \d+: /);
  });

  it.each(LARGE)('is refused, however large: %s', (_, source, reason) => {
    expect(refusal(source)).toContain(reason);
  });

  it.each([
    ['500 names', '{{link}}'.repeat(500), DATA.link!.repeat(500)],
    ['8 levels', nested(8), 'a'],
    ['a tag of 100 characters', `{{${'link'.padEnd(100)}}}`, DATA.link!],
    ['50,000 characters', 'x'.repeat(50_000), 'x'.repeat(50_000)],
  ])('is taken at its limits: %s', (_, source, expected) => {
    expect(render(source)).toBe(expected);
  });

  it('is taken with 24,000 blanks before a word, which no rule about lines looks at twice', () => {
    const blank = ' '.repeat(12_000) + '\n'.repeat(12_000);
    expect(render(`${blank}x{{#if link}}\n${blank}y{{/if}}`)).toBe(`${blank}x\n${blank}y`);
  });

  it('names line and column of a fault, counted in characters', () => {
    expect(refusal('one\n😀😀 {{nobody}}')).toBe(
      'Line 2, column 4: There is no "nobody"; there are name, link, note.',
    );
    expect(refusal('{{#if name}}\n\n {{#unless link}}')).toMatch(/^Line 3, column 2: .*\{\{\/unless\}\}/);
  });

  const value = fc.option(fc.constantFrom('', 'x', '<&>"', '{{name}}', '\n'));
  const data = fc.record({ name: value, link: value, note: value });
  const text = fc
    .array(fc.constantFrom('a', ' ', '\t', '\n', '\r\n', ' }', '"', '<b>'), { maxLength: 5 })
    .map((parts) => parts.join(''));
  const { source } = fc.letrec<{ source: string; part: string }>((tie) => ({
    source: fc.array(tie('part'), { maxLength: 5 }).map((parts) => parts.join('')),
    part: fc.oneof(
      // Eight levels are the most that a template may have.
      { depthSize: 'small', maxDepth: 8, withCrossShrink: true },
      text,
      fc.constantFrom(...NAMES).map((name) => `{{${name}}}`),
      fc
        .tuple(
          fc.constantFrom('if', 'unless'),
          fc.constantFrom(...NAMES),
          tie('source'),
          fc.option(tie('source')),
        )
        .map(
          ([word, name, first, second]) =>
            `{{#${word} ${name}}}${first}${second === null ? '' : `{{else}}${second}`}{{/${word}}}`,
        ),
    ),
  }));

  it('renders what it accepts as Handlebars does', () => {
    fc.assert(
      fc.property(source, data, fc.boolean(), (template, values, escapes) => {
        const expected = Handlebars.compile(template, { strict: true, noEscape: !escapes })(values);
        expect(render(template, values, escapes)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

function nested(depth: number): string {
  return `${'{{#if link}}a{{else}}'.repeat(depth)}${'{{/if}}'.repeat(depth)}`;
}
