import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FontFile } from './font-file.js';
import { installedFonts } from './fonts.js';

describe('the file of a font', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-fonts-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const fontNamed = (part: string) =>
    new FontFile(installedFonts(undefined).files.find((path) => path.includes(part)) ?? part);

  it('knows its family and its characters', () => {
    const font = fontNamed('EBGaramond_400Regular.ttf');
    expect(font.family).toBe('EB Garamond');
    expect(Array.from('Aéẞ ').map((letter) => font.has(letter))).toEqual([true, true, true, true]);
    expect(Array.from('王ᠮ').map((letter) => font.has(letter))).toEqual([false, false]);
  });

  it('knows characters beyond the first 65,536', () => {
    const font = fontNamed('NotoSansJP-Regular.otf');
    expect([0x20b9f, 0x1f9d9, 0x10ffff].map((code) => font.has(String.fromCodePoint(code)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['empty', ''],
    ['short', 'x'],
    ['a text', 'This is no font at all, but it is long enough to be taken for one.'],
    ['web font', 'wOF2\0\x01\0\0' + '\0'.repeat(200)],
  ])('is refused with its path when it is %s', async (name, content) => {
    const path = join(folder, `${name}.ttf`);
    await writeFile(path, content);
    expect(() => new FontFile(path)).toThrow(`${path} is no TrueType or OpenType font`);
    expect(() => installedFonts(folder)).toThrow(/is no TrueType or OpenType font/);
  });

  it.each([3000, 9000, 20_000, 60_000])(
    'is refused with its path when it ends after %i bytes',
    async (length) => {
      const whole = installedFonts(undefined).files.find((file) =>
        file.endsWith('NotoSerif_400Regular.ttf'),
      )!;
      const path = join(folder, 'cut.ttf');
      await writeFile(path, (await readFile(whole)).subarray(0, length));
      expect(() => new FontFile(path)).toThrow(`${path} is no TrueType or OpenType font`);
    },
  );

  it('is refused with its path when it is a folder', async () => {
    const path = join(folder, 'folder.ttf');
    await mkdir(path);
    expect(() => new FontFile(path)).toThrow(`${path} is no TrueType or OpenType font`);
  });
});
