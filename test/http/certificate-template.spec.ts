import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FontFile } from '../../src/certificate-page/sheet/font-file.js';
import { installedFonts } from '../../src/certificate-page/sheet/fonts.js';
import { award, pageOf } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const TEMPLATE = `#import "/sheet.typ": *
#import "words.typ": greeting
#set document(title: data.documentTitle)
#set page(width: paper-size.first(), height: paper-size.last())
#set text(font: ("Of the House", ..data.settings.default.fonts), lang: data.lang)
#greeting #said(data.learner)
`;

/** An installation with a template, a font and a paper of its own. */
describe('CERTIFICATE_TEMPLATE, CERTIFICATE_FONTS and CERTIFICATE_PAPER', () => {
  let folder: string;
  let test: TestApp;
  let alice: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-template-'));
    await writeFile(join(folder, 'own.typ'), TEMPLATE);
    await writeFile(join(folder, 'words.typ'), '#let greeting = [Well done,]');
    // As an editor locks the file.
    await symlink('somebody@host.1', join(folder, '.#own.typ'));
    const [font = ''] = installedFonts(undefined).files;
    await copyFile(font, join(folder, basename(font)));
    test = await createTestApp({
      world: true,
      env: {
        ROLE: 'api',
        CERTIFICATE_TEMPLATE: join(folder, 'own.typ'),
        CERTIFICATE_FONTS: folder,
        CERTIFICATE_PAPER: 'us-letter',
      },
    });
    alice = await award(test, 'alice', 'Alice #panic[Lee]');
  });

  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true });
  });

  const pdfOf = async (query = '') => {
    const { body } = await test.request
      .get(`${pageOf(alice)}certificate.pdf${query}`)
      .buffer(true)
      .expect(200);
    return (body as Buffer).toString('latin1');
  };

  it('make the sheet what the operator wants', async () => {
    const pdf = await pdfOf();
    expect(pdf).toContain('/MediaBox [0 0 792 612]');
    // The page leaves room for the picture of that paper.
    for (const place of [pageOf(alice), '/credentials/example/'])
      expect((await test.request.get(place)).text).toContain('width="792" height="612"');
    // The template has neither a QR code nor a heading.
    expect(pdf).not.toMatch(/\/S \/(?:Figure|H1)\n/);
    expect(await pdfOf('?paper=a4')).toContain('/MediaBox [0 0 841.8898 595.2756]');
    await test.request
      .get(`${pageOf(alice)}share.png`)
      .expect(200)
      .expect('content-type', 'image/png');
  });

  it('make a page that fits sheets which are higher than wide', async () => {
    const path = join(folder, 'upright.typ');
    await writeFile(
      path,
      TEMPLATE.replace('paper-size.first(), height: paper-size.last()', '300pt, height: 500pt'),
    );
    const upright = await createTestApp({ env: { ROLE: 'api', CERTIFICATE_TEMPLATE: path } });
    try {
      const { text } = await upright.request.get('/credentials/example/').expect(200);
      expect(text).toMatch(/<figure class="sheet upright">\n.* width="300" height="500">/);
      expect((await test.request.get('/credentials/example/')).text).toContain('<figure class="sheet">');
    } finally {
      await upright.close();
    }
  });

  it('add the fonts of the folder to those that are installed', () => {
    const { files, typefaces } = installedFonts(folder);
    expect(files.at(-1)).toMatch(/^.*credentials-template-.*\.ttf$/);
    expect(typefaces.at(-1)?.family).toBe(new FontFile(files[0]!).family);
    expect(files).toHaveLength(installedFonts(undefined).files.length + 1);
  });
});
