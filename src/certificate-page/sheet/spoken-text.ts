import { deflateSync, inflateSync } from 'node:zlib';
import { asSeen, isPlainRightToLeft } from './text-as-seen.js';

// The typesetter splits a text where a mark stands above or below its letter, and each part then claims letter and mark:
// who searches, copies or listens gets "aa̱" for "a̱" (https://github.com/typst/typst/issues/8767). So the template says
// such a text once more, as the alternative text of a figure that begins with a sign of ours. Here the figure becomes the
// paragraph that it is, with that text as its actual text.

/** U+2060, with which `said` of template/sheet.typ begins an alternative text. */
const SAID = /\n {2}\/Alt <FEFF2060([0-9A-F]*)>/;
/** A text on a page. */
interface SaidText {
  /** The number of its object. */
  readonly number: number;
  /** UTF-16 in hexadecimal digits. */
  readonly text: string;
  /** The numbers of the marked contents that draw it. */
  readonly contents: readonly string[];
  readonly page: number;
}

/** Gives the texts that the template marks with `said` to those who search, copy and listen, as they were given. */
export function withSpokenTexts(pdf: Buffer): Buffer {
  const file = pdf.toString('latin1');
  const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(file)?.[1]);
  const objects = objectsOf(file, table);
  const texts = objects.flatMap(saidIn);
  if (texts.length === 0) return pdf;
  for (const text of texts) objects[text.number] = asText(objects[text.number]!, text, objects);
  const catalog = objects.find((object) => object.includes('\n  /Type /Catalog\n')) ?? '';
  const isRightToLeft = RIGHT_TO_LEFT_LANGUAGE.test(catalog);
  for (const [page, onPage] of Map.groupBy(texts, (text) => text.page)) {
    const content = Number(/\n {2}\/Contents (\d+) 0 R/.exec(objects[page] ?? '')?.[1]);
    objects[content] = withActualTexts(objects[content] ?? '', onPage, isRightToLeft);
  }
  return assembled(objects, file.slice(table));
}

/**
 * The objects of a file by number. As the typesetter writes it, they follow each other, and only streams are compressed.
 * The entry of the number 0, which no object has, is the beginning of the file.
 * @param table where the list of objects begins
 */
function objectsOf(file: string, table: number): string[] {
  const offsets = Array.from(file.slice(table).matchAll(ENTRY), ([offset]) => Number(offset));
  const ends = [...offsets, table].sort((one, other) => one - other);
  return offsets.map((offset) => file.slice(offset, ends[ends.indexOf(offset) + 1]));
}

/** The offset of an object in the list of objects. */
const ENTRY = /\d{10}(?= \d{5} [nf])/g;

function assembled(objects: readonly string[], table: string): Buffer {
  let length = 0;
  const offsets = objects.map((object) => (length += object.length) - object.length);
  const changed = table
    .replace(ENTRY, () => String(offsets.shift()).padStart(10, '0'))
    .replace(/startxref\s+\d+/, `startxref\n${length}`);
  return Buffer.from([...objects, changed].join(''), 'latin1');
}

function saidIn(object: string, number: number): SaidText[] {
  const text = SAID.exec(object)?.[1];
  if (text === undefined) return [];
  const contents = (/\n {2}\/K \[([\d ]*)\]/.exec(object)?.[1] ?? '').split(' ');
  return [{ number, text, contents, page: Number(/\n {2}\/Pg (\d+) 0 R/.exec(object)?.[1]) }];
}

/** The figure as a paragraph, or as a part of the heading or paragraph in which it stands. */
function asText(figure: string, { text }: SaidText, objects: readonly string[]): string {
  const parent = objects[Number(/\n {2}\/P (\d+) 0 R/.exec(figure)?.[1])] ?? '';
  const kind = /\n {2}\/S \/(?:H\d|P|Span|Link)\n/.test(parent) ? 'Span' : 'P';
  return (
    figure
      .replace('\n  /S /Figure\n', `\n  /S /${kind}\n`)
      .replace(SAID, `\n  /ActualText <FEFF${text}>`)
      // The place of a figure.
      .replace(/\n {2}\/A \[<<[^]*?>>\]/, '')
  );
}

function textOf(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

function hexOf(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();
}

const RIGHT_TO_LEFT_LANGUAGE = /\n {2}\/Lang \((?:ar|fa|he|ur)[-)]/;
const STREAM = /^(\d+ 0 obj\n<<\n {2}\/Length )(\d+)(\n {2}\/Filter \/FlateDecode\n>>\nstream\n)/;
/** A marked content with its number. The typesetter writes each operator on a line of its own. */
const MARKED_CONTENT = /(?<=\/Span <<\n {2}\/MCID )(\d+)(\n>> BDC\n)([^]*?)(?=\nQ\nEMC)/g;
const ACTUAL_TEXT = /\/Span <<\n {2}\/ActualText <[0-9A-F]*>\n>> BDC\n([^]*?)\nEMC(?=\n)/g;

/** The content of a page, in which the first part of each text says all of it, and its other parts nothing. */
function withActualTexts(source: string, texts: readonly SaidText[], isRightToLeft: boolean): string {
  const actual = new Map<string, string>();
  for (const { text, contents } of texts) {
    const given = textOf(text);
    // Letter by letter it can be copied from Poppler and from PDFium, which take the whole in different order.
    if (isPlainRightToLeft(given)) continue;
    const seen = hexOf(asSeen(given, isRightToLeft));
    contents.forEach((content, index) => actual.set(content, index === 0 ? seen : ''));
  }
  const [head, before, length, between] = STREAM.exec(source) ?? [];
  if (head === undefined) return source;
  const end = head.length + Number(length);
  const content = inflateSync(Buffer.from(source.slice(head.length, end), 'latin1')).toString('latin1');
  const changed = content.replace(MARKED_CONTENT, (whole, number: string, start: string, drawing: string) => {
    const text = actual.get(number);
    return text === undefined ? whole : `${number}${start}${saying(drawing, text)}`;
  });
  const packed = deflateSync(Buffer.from(changed, 'latin1'));
  return `${before}${packed.length}${between}${packed.toString('latin1')}${source.slice(end)}`;
}

function saying(drawing: string, text: string): string {
  let rest = text;
  return drawing
    .replaceAll(ACTUAL_TEXT, '$1')
    .replace(/\nBT\n([^]*?)\nET(?=\n|$)/g, (_, operators: string) => {
      const said = `/Span <<\n  /ActualText <FEFF${rest}>\n>> BDC`;
      rest = '';
      return `\nBT\n${said}\n${operators}\nEMC\nET`;
    });
}
