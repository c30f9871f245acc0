import { describe, expect, it } from '@jest/globals';
import { installedFonts } from './fonts.js';
import { Letters } from './letters.js';
import { unwritable } from './sheet-data.js';

describe('what keeps a sheet from being set', () => {
  const letters = new Letters(installedFonts(undefined).typefaces);
  const scriptsOf = (learner: string, title = 'Data') => unwritable({ learner, title }, letters);

  it.each([
    ['nothing for a name that a font has', 'Inês', []],
    ['nothing for signs that a font has', '!', []],
    ['nothing for the part of a name that a font has', 'ᠮᠣᠩᠭᠣᠯ Bat', []],
    ['the script of a name that none has', 'ᠮᠣᠩᠭᠣᠯ', ['Mongolian']],
    ['the first sign of a name of signs that none has', '🎓🎉', ['U+1F393']],
  ])('is %s', (_, learner, scripts) => {
    expect(scriptsOf(learner)).toEqual(scripts);
  });

  it('is the script of the title, too', () => {
    expect(scriptsOf('Inês', 'ᠮᠣᠩᠭᠣᠯ')).toEqual(['Mongolian']);
  });
});
