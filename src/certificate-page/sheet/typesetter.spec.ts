import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasPoppler, runTool } from '../../../test/support/pdf-tools.js';
import { certificateWith, TestSheets } from '../../../test/support/sheets.js';
import { framed } from './typesetter.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const LONG = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(6).slice(0, 200);
const A4 = { width: 841.89, height: 595.28 };

describe('the typesetter', () => {
  let sheets: TestSheets;
  let folder: string;

  beforeAll(async () => {
    sheets = new TestSheets();
    folder = await mkdtemp(join(tmpdir(), 'credentials-template-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const signedBy = (count: number, name = (position: number) => `Signatory ${position}`) =>
    Array.from({ length: count }, (_, position) => ({
      position,
      name: name(position),
      title: name(position),
      organization: null,
      imageType: 'image/png' as const,
      imageDigest: `digest${position}`,
    }));
  const pictureOf = (position: number, content: Buffer) => ({
    path: `/pictures/digest${position}.png`,
    type: 'image/png',
    content,
  });
  const drawingOf = (shapes: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">${shapes}</svg>`;
  const templateOf = async (name: string, source: string) => {
    const path = join(folder, name);
    await writeFile(path, source);
    return path;
  };

  it('tells the author of a template that it makes several pages', async () => {
    const own = new TestSheets(await templateOf('pages.typ', '#set page(width: 9cm)\nA #pagebreak() B'));
    expect(own.typesetter.warnings(JSON.stringify(own.dataOf(certificateWith())))).toBe(
      'it makes 2 pages, and only the PDF shows more than the first',
    );
    expect(sheets.typesetter.warnings(JSON.stringify(sheets.dataOf(certificateWith())))).toBe('');
  });

  it('leaves out the picture that cannot be read, names it, and shows the others', () => {
    const certificate = certificateWith({ signatories: signedBy(2) });
    const pictures = [pictureOf(0, Buffer.from('no picture')), pictureOf(1, PNG)];
    const { content, leftOut } = sheets.set(certificate, { pictures });
    expect(leftOut).toEqual(['/pictures/digest0.png']);
    const imagesIn = (pdf: Uint8Array) =>
      Buffer.from(pdf)
        .toString('latin1')
        .match(/\/Subtype \/Image/g)?.length ?? 0;
    const none = sheets.set(certificate, { pictures: [0, 1].map((n) => pictureOf(n, Buffer.from('?'))) });
    expect(none.leftOut).toHaveLength(2);
    expect(imagesIn(content)).toBeGreaterThan(imagesIn(none.content));
    expect(sheets.set(certificate, { pictures: [0, 1].map((n) => pictureOf(n, PNG)) }).leftOut).toEqual([]);
  });

  it.each(['png', 'share'] as const)('shows no part of a drawing beyond its frame: %s', (format) => {
    const drawn = (shapes: string) => {
      const content = Buffer.from(drawingOf(shapes));
      const picture = { path: '/pictures/digest0.svg', type: 'image/svg+xml', content };
      return Buffer.from(sheets.set(certificate, { format, pictures: [picture] }).content);
    };
    const signatories = signedBy(1).map((one) => ({ ...one, imageType: 'image/svg+xml' as const }));
    const certificate = certificateWith({ signatories });
    const within = drawn('<rect width="9" height="9"/>');
    expect(within.equals(drawn('<rect width="9" height="9"/><rect x="20" width="90" height="9"/>'))).toBe(
      true,
    );
    expect(within.equals(drawn('<rect width="9" height="5"/>'))).toBe(false);
  });

  it('shows no part of a logo for mails beyond its frame', () => {
    const painted = (shapes: string) => {
      const content = Buffer.from(drawingOf(shapes));
      const job = { format: 'picture', type: 'image/svg+xml', content, width: 40, height: 8 } as const;
      return Buffer.from(sheets.typesetter.paint(job).content);
    };
    const within = painted('<rect width="9" height="9"/>');
    expect(within.equals(painted('<rect width="9" height="9"/><rect x="20" width="90" height="9"/>'))).toBe(
      true,
    );
    expect(within.equals(painted('<rect width="9" height="5"/>'))).toBe(false);
  });

  it('names file and line of a broken template', async () => {
    const path = await templateOf('broken.typ', '#import "/sheet.typ": *\nText\n#no-such-thing\n');
    const set = () => new TestSheets(path).pdf(certificateWith());
    expect(set).toThrow(/broken\.typ:3:\d+: unknown variable: no-such-thing/);
  });

  it('sets a template that imports a file of its folder', async () => {
    await templateOf('colors.typ', '#let words = "of the house"');
    const path = await templateOf(
      'own.typ',
      '#import "/sheet.typ": *\n#import "colors.typ": words\n#set document(title: data.documentTitle)\n#said(data.learner) #words',
    );
    expect(new TestSheets(path).pdf(certificateWith()).length).toBeGreaterThan(1000);
  });

  it('cannot be made to read files outside of the template’s folder', async () => {
    const path = await templateOf('curious.typ', '#read("/etc/hostname")');
    expect(() => new TestSheets(path).pdf(certificateWith())).toThrow();
  });

  it('sets a tagged PDF with title and language that says that it is PDF/UA-1', () => {
    const pdf = Buffer.from(sheets.pdf(certificateWith({ fullName: 'Ann Lee' }, 'fr'))).toString('latin1');
    expect(pdf).toMatch(/<pdfuaid:part>1<\/pdfuaid:part>/);
    expect(pdf).toMatch(/\/Lang \(fr\)/);
    expect(pdf).toMatch(/\/MarkInfo <<\s+\/Marked true/);
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).toContain('/DisplayDocTitle true');
    expect(pdf).toContain('/Title (Ann Lee : Foundations of Data Science)');
    expect(pdf.match(/\/Type \/Page\n/g)).toHaveLength(1);
    expect(pdf).not.toMatch(/\/JavaScript|\/OpenAction|\/EmbeddedFile/);
  });

  it.each([
    ['a4', '[0 0 841.8898 595.2756]'],
    ['us-letter', '[0 0 792 612]'],
  ] as const)('sets %s', (paper, box) => {
    expect(Buffer.from(sheets.pdf(certificateWith(), paper)).toString('latin1')).toContain(
      `/MediaBox ${box}`,
    );
  });

  it.each([
    ['wide', 900, 200],
    ['upright', 595, 842],
  ])(
    'shows a sheet that is %s as a whole in the picture for previews, with an edge around it',
    (_, width, height) => {
      const size = `viewBox="0 0 ${width} ${height}" width="${width}pt" height="${height}pt"`;
      const numbers = [
        ...framed(`<svg ${size}/>`, '#123456').matchAll(/ (?:x|y|width|height)="([\d.]+)"/g),
      ].map(([, number]) => Number(number));
      const [edge, sheet] = [numbers.slice(0, 4), numbers.slice(4)];
      for (const [n, side] of sheet.entries()) expect(side).toBeCloseTo(edge[n]! + (n < 2 ? 2 : -4));
      expect(Math.min(...sheet.slice(0, 2))).toBeCloseTo(24);
      expect(sheet[2]! / sheet[3]!).toBeCloseTo(width / height);
      expect(2 * sheet[0]! + sheet[2]!).toBeCloseTo(1200);
      expect(2 * sheet[1]! + sheet[3]!).toBeCloseTo(630);
    },
  );

  it('sets equal data equally', () => {
    const certificate = certificateWith();
    const drawing = () => sheets.set(certificate, { format: 'svg' }).content;
    expect(drawing()).toEqual(drawing());
  });

  const withPoppler = hasPoppler() ? it.each : it.skip.each;
  withPoppler(
    [0, 1, 2, 6, 20].flatMap((signatories) => [1, 2, 12].map((places) => [signatories, places] as const)),
  )('keeps %d signatories of %d institutions on one page', (signatories, places) => {
    const organizations = Array.from({ length: places }, (_, n) => {
      const name = `${n} ${LONG}`.slice(0, places > 2 ? 60 : 200);
      return { key: name, name, url: null, logo: null };
    });
    const pdf = sheets.pdf(
      certificateWith({
        fullName: LONG,
        title: LONG,
        organizations,
        signatories: signedBy(signatories, (n) => `${n} ${LONG}`).map((it) => ({ ...it, imageType: null })),
      }),
    );
    const boxes = runTool('pdftotext', ['-bbox', '-', '-'], pdf);
    expect(boxes.match(/<page /g)).toHaveLength(1);
    const words = [...boxes.matchAll(/xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"/g)];
    expect(words.length).toBeGreaterThan(20);
    for (const [, ...sides] of words) {
      const [left = 0, top = 0, right = 0, bottom = 0] = sides.map(Number);
      expect(Math.min(left, top)).toBeGreaterThan(0);
      expect(right).toBeLessThan(A4.width);
      expect(bottom).toBeLessThan(A4.height);
    }
  });
});
