import bidiModule from 'bidi-js';

// The package exports the factory itself; its types describe another build.
const bidi = (bidiModule as unknown as typeof bidiModule.default)();

/** Part of a line with one direction and one font. An array of them runs from left to right. */
export interface Run<Font> {
  readonly text: string;
  readonly font: Font;
}

/** No font has a glyph for them, and they are useless once the line is ordered. */
const ISOLATES = /[\u2066-\u2069]/gu;

interface Level {
  readonly text: string;
  readonly level: number;
}

/**
 * Lays out one line: the Unicode Bidirectional Algorithm orders the parts, the font shapes the letters inside each.
 * @param fontOf the font for a character and the marks that belong to it
 */
export function visualRuns<Font>(
  line: string,
  direction: 'ltr' | 'rtl' | 'auto',
  fontOf: (character: string) => Font,
): Run<Font>[] {
  return inVisualOrder(levelsOf(line, direction)).flatMap(({ text, level }) => {
    const runs = byFont(text, fontOf);
    return level % 2 === 0 ? runs : runs.reverse().map((run) => ({ ...run, text: ready(run.text) }));
  });
}

function levelsOf(line: string, direction: 'ltr' | 'rtl' | 'auto'): Level[] {
  const { levels } = bidi.getEmbeddingLevels(line, direction);
  const stretches: Level[] = [];
  let start = 0;
  for (let end = 1; end <= line.length; end += 1) {
    if (end === line.length || levels[end] !== levels[start]) {
      stretches.push({ text: line.slice(start, end).replace(ISOLATES, ''), level: levels[start] ?? 0 });
      start = end;
    }
  }
  return stretches;
}

/** Rule L2 of the algorithm, for parts: from the deepest level up, reverse all parts at that level or deeper. */
function inVisualOrder(stretches: Level[]): Level[] {
  const order = [...stretches];
  for (let level = Math.max(0, ...order.map((stretch) => stretch.level)); level > 0; level -= 1) {
    for (let start = 0; start < order.length; start += 1) {
      let end = start;
      while (end < order.length && order[end]!.level >= level) end += 1;
      if (end > start) order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = end;
    }
  }
  return order;
}

function byFont<Font>(text: string, fontOf: (character: string) => Font): Run<Font>[] {
  const runs: { text: string; font: Font }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const font = fontOf(character);
    if (last?.font === font) last.text += character;
    else runs.push({ text: character, font });
  }
  return runs;
}

/** The font reverses parts with right-to-left letters. We reverse the other parts, and mirror brackets. */
function ready(text: string): string {
  const mirrored = Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character);
  return /\p{L}/u.test(text) ? mirrored.join('') : mirrored.reverse().join('');
}
