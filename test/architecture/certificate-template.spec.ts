import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exampleCertificate } from '../../src/certificate-page/example-certificate.js';
import { installedFonts } from '../../src/certificate-page/sheet/fonts.js';
import { Letters } from '../../src/certificate-page/sheet/letters.js';
import {
  PAPERS,
  picturePath,
  sheetData,
  type SheetLook,
} from '../../src/certificate-page/sheet/sheet-data.js';
import { Typesetter } from '../../src/certificate-page/sheet/typesetter.js';
import { describeCertificate } from '../../src/certificate-page/view/describe-certificate.js';

const ROOT = new URL('../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/certificate-template.md', ROOT), 'utf8');
const TEMPLATE = new URL('docs/examples/certificate-template.typ', ROOT);

const PICTURE = { type: 'image/svg+xml', digest: 'a'.repeat(64) };
const DRAWING = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3z"/></svg>',
);
/** Their keys are texts. */
const BY_TEXT = ['settings', 'spoken'];

interface Row {
  readonly field: string;
  readonly type: string;
  readonly empty: string;
}

/** The page's table of data. */
const rows: readonly Row[] = [...PAGE.matchAll(/^\| `([\w.[\]]+)` +\| (\w+) +\|[^|]*\| ([^|]*?) *\|$/gm)].map(
  ([, field = '', type = '', empty = '']) => ({ field, type, empty }),
);

const fonts = installedFonts(undefined);
const letters = new Letters(fonts.typefaces);

/** @param isFull with pictures; else with as little as there can be */
function dataOf(language: string, isFull: boolean, paper: SheetLook['paper'] = 'a4') {
  const sample = exampleCertificate(language, new Date('2026-03-01T00:00:00Z'));
  const { organizations, signatories } = sample;
  const certificate = isFull
    ? {
        ...sample,
        organizations: organizations.map((organization) => ({ ...organization, logo: PICTURE })),
        signatories: signatories.map((signatory) => ({
          ...signatory,
          imageType: PICTURE.type,
          imageDigest: PICTURE.digest,
        })),
      }
    : { ...sample, organizations: [], signatories: [], hoursOfEffort: null };
  const issuer = { platformName: 'Commons', publicUrl: 'https://credentials.example', logo: null };
  const colors = { primary: '#1c2d50', accent: '#a67c2e' };
  return sheetData(describeCertificate(certificate, issuer), letters, { colors, paper });
}

function typeOf(value: unknown): string {
  if (value === null || Array.isArray(value)) return value === null ? 'none' : 'array';
  return typeof value === 'object' ? 'dictionary' : typeof value;
}

/** Every field with its value, as the table names them: the fields of a dictionary, but not the dictionary at the top. */
function fieldsOf(data: object, before = ''): [field: string, value: unknown][] {
  return Object.entries(data).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    const field = `${before}${key}`;
    if (BY_TEXT.includes(field) || typeof value !== 'object' || value === null) return [[field, value]];
    if (Array.isArray(value)) {
      const [first] = value as unknown[];
      return [[field, value], ...(typeof first === 'object' && first ? fieldsOf(first, `${field}[].`) : [])];
    }
    const inner = fieldsOf(value, `${field}.`);
    return before === '' ? inner : [[field, value], ...inner];
  });
}

describe('the page for authors of templates', () => {
  it('lists every field of the data with its type', () => {
    const fields = fieldsOf(dataOf('es-419', true));
    expect(rows.map(({ field }) => field)).toEqual(fields.map(([field]) => field));
    const known = new Map(rows.map(({ field, type }) => [field, type]));
    const wrong = fields.filter(([field, value]) => value !== null && known.get(field) !== typeOf(value));
    expect(wrong).toEqual([]);
  });

  it('says of each field that can be empty that it may be', () => {
    const isEmpty = (value: unknown) =>
      value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    const may = new Set(rows.filter(({ empty }) => empty !== '').map(({ field }) => field));
    const unsaid = [...fieldsOf(dataOf('en', false)), ...fieldsOf(dataOf('en', true))]
      .filter(([field, value]) => isEmpty(value) && !may.has(field))
      .map(([field]) => field);
    expect(unsaid).toEqual([]);
  });

  it('shows the whole example', () => {
    const [, shown] = /^```typst\n([^]*?)^```$/m.exec(PAGE) ?? [];
    expect(shown).toBe(readFileSync(TEMPLATE, 'utf8'));
  });
});

describe('the example of a template', () => {
  let typesetter: Typesetter;

  beforeAll(() => {
    typesetter = new Typesetter({ template: fileURLToPath(TEMPLATE), fonts: fonts.files });
  });

  it.each(PAPERS)(
    'can be set on %s in each format, with pictures and with as little as there can be',
    (paper) => {
      const pictures = [{ path: picturePath(PICTURE), type: PICTURE.type, content: DRAWING }];
      for (const language of ['en', 'ar']) {
        for (const isFull of [true, false]) {
          const data = JSON.stringify(dataOf(language, isFull, paper));
          for (const format of ['pdf', 'svg'] as const) {
            const sheet = typesetter.set({
              format,
              data,
              pictures: isFull ? pictures : [],
            });
            expect(sheet.leftOut).toEqual([]);
            expect(sheet.content.length).toBeGreaterThan(1000);
          }
        }
      }
    },
  );
});
