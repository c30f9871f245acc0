import type { Config } from '../../config/index.js';
import { sampleView } from '../example-certificate.js';
import { installedFonts } from './fonts.js';
import { Letters } from './letters.js';
import { lookOf, missingScripts, picturePath, sheetData } from './sheet-data.js';
import { TEMPLATE, Typesetter } from './typesetter.js';

interface TriedPicture {
  /** Media type. */
  readonly type: string;
  readonly digest: string;
  readonly content: Uint8Array;
}

/** Tries what certificates need before anybody asks for one. It works as long as it takes. */
export class SheetTrial {
  private readonly letters: Letters;
  private readonly typesetter: Typesetter;

  /** @throws Error when a font cannot be read, or the typesetter is not installed for this machine */
  constructor(private readonly config: Config) {
    const fonts = installedFonts(config.certificateFonts);
    this.letters = new Letters(fonts.typefaces);
    this.typesetter = new Typesetter({
      template: config.certificateTemplate ?? TEMPLATE,
      fonts: fonts.files,
    });
  }

  /**
   * Sets the sample certificate.
   * @returns what the typesetter warns of, or an empty text
   * @throws TypesetError with the reasons why the template cannot be set
   */
  setSample(): string {
    const view = sampleView(this.config.publicUrl);
    const data = JSON.stringify(sheetData(view, this.letters, lookOf(this.config)));
    for (const format of ['pdf', 'svg'] as const) this.typesetter.set({ format, data, pictures: [] });
    return this.typesetter.warnings(data);
  }

  /** Whether sheets can show a picture. */
  canShow({ content, ...picture }: TriedPicture): boolean {
    return this.typesetter.canRead({ path: picturePath(picture), content });
  }

  /** Names of the scripts in a text whose letters no installed font has. */
  missingScripts(text: string): readonly string[] {
    return missingScripts(text, this.letters);
  }
}
