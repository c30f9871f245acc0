import { beforeAll, describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { certificateWith, TestSheets } from '../../../test/support/sheets.js';
import { withSpokenTexts } from './spoken-text.js';

describe('texts of a PDF', () => {
  let sheets: TestSheets;

  beforeAll(() => {
    sheets = new TestSheets();
  });

  const pdfOf = (fullName: string) =>
    Buffer.from(sheets.pdf(certificateWith({ fullName, title: 'Chemistry' }))).toString('latin1');
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();

  it('are left alone where none is marked', () => {
    const plain = Buffer.from(pdfOf('Ann Lee'), 'latin1');
    expect(withSpokenTexts(plain)).toBe(plain);
  });

  it('are said by a paragraph, not by a figure', () => {
    const name = 'Nyäkɔ̱t Gätlua̱k';
    const pdf = pdfOf(name);
    const paragraph = pdf.split('endobj').find((object) => object.includes(`/ActualText <FEFF${hex(name)}>`));
    expect(paragraph).toMatch(/\/S \/P\n/);
    expect(paragraph).not.toMatch(/\/Alt |\/BBox/);
    // The QR code alone.
    expect(pdf.match(/\/S \/Figure\n/g)).toHaveLength(1);
    expect(pdf).not.toContain('/Alt <FEFF2060');
  });

  it('leave a logo a figure, whatever the name of its institution begins with', () => {
    const { organizations, ...rest } = certificateWith();
    const logo = { type: 'image/svg+xml', digest: 'logo' };
    const certificate = {
      ...rest,
      organizations: organizations.slice(0, 1).map((one) => ({ ...one, name: '\u2060Example', logo })),
    };
    const content = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    );
    const pictures = [{ path: '/pictures/logo.svg', type: logo.type, content }];
    const pdf = Buffer.from(sheets.set(certificate, { pictures }).content).toString('latin1');
    // The logo and the QR code.
    expect(pdf.match(/\/S \/Figure\n/g)).toHaveLength(2);
  });

  it('have no marks of direction where all letters are Latin', () => {
    const { kind, offeredBy } = sheets.dataOf(certificateWith());
    expect(kind).toBe('MicroMasters program certificate');
    expect(offeredBy).toBe('offered by Example University and Sample Institute of Technology');
  });

  it.each(['Nyäkɔ̱t Gätlua̱k', 'سلمى حدّاد', 'Li Wei 李伟', '王小明'])('leave a sound file: %s', (name) => {
    const pdf = pdfOf(name);
    const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf)?.[1]);
    expect(pdf.slice(table, table + 4)).toBe('xref');
    const places = [...pdf.slice(table).matchAll(/(\d{10}) \d{5} n/g)].map(([, place]) => Number(place));
    expect(places.length).toBeGreaterThan(20);
    places.forEach((place, index) =>
      expect(pdf.slice(place, place + 12)).toMatch(new RegExp(`^${index + 1} 0 obj\\b`)),
    );
    const streams = [...pdf.matchAll(/\/Length (\d+)\n {2}\/Filter \/FlateDecode[^]*?>>\nstream\n/g)];
    expect(streams.length).toBeGreaterThan(2);
    for (const { 0: head, 1: length, index } of streams) {
      const start = index + head.length;
      const end = start + Number(length);
      expect(pdf.slice(end, end + 10)).toMatch(/^\n?endstream/);
      expect(() => inflateSync(Buffer.from(pdf.slice(start, end), 'latin1'))).not.toThrow();
    }
  });
});
