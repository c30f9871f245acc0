import { describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import { isCleanText } from './text.js';
import { shortened, textOfHtml } from './plain-text.js';

describe('the text of HTML', () => {
  it.each([
    ['<p>One &amp; two.</p><p>Three</p>', 'One & two. Three'],
    ['a<b>b</b>c<br>d', 'abc d'],
    ['<!-- hidden <b> --> shown <STYLE>p{}</style ><script>x()</script>', 'shown'],
    ['İzmir <script>x()</script>', 'İzmir'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['&lt;b&gt; &#8211; &#x1F600; &unknown; &#0;&#xd800;', '<b> – 😀 &unknown;'],
    [' \n\tno tags\u0007 ', 'no tags'],
    ['<p></p>', ''],
    ['open <!-- for ever', 'open'],
    ['<a href="x', '<a href="x'],
  ])('%j is %j', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('can be stored, is one line, and takes no long time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<', '>', '<!--', '-->', '&#0;', '<p', '&#xdfff;', ' ', 'é', '\0')),
        (parts) => {
          const text = textOfHtml(parts.join('').repeat(200));
          expect([isCleanText(text), text.trim()]).toEqual([true, text]);
        },
      ),
    );
  });
});

describe('a shortened text', () => {
  it.each([
    ['as it is', 8, 'as it is'],
    ['one two three', 9, 'one two…'],
    ['one two three', 8, 'one two…'],
    ['one two three', 7, 'one…'],
    ['unbroken', 4, 'unb…'],
    ['😀😀😀😀', 3, '😀😀…'],
    ['ภาษา ไทยเขียนติดกัน', 12, 'ภาษา ไทย…'],
    ['はじめに 統計学を学ぶ', 9, 'はじめに 統計学…'],
    ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
  ])('%j in %i characters is %j', (text, limit, short) => {
    expect(shortened(text, limit)).toBe(short);
  });

  it('has at most so many characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '😀') }),
        fc.integer({ min: 1, max: 20 }),
        (text, limit) => {
          expect(Array.from(shortened(text, limit)).length).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});
