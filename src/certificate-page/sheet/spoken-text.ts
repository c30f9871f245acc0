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
  /** UTF-16 in hexadecimal digits. */
  readonly text: string;
  /** The numbers of the marked contents that draw it. */
  readonly contents: readonly string[];
  readonly page: number;
}

type Objects = Map<number, string>;

/** Gives the texts that the template marks with `said` to those who search, copy and listen, as they were given. */
export function withSpokenTexts(pdf: Buffer): Buffer {
  const objects = objectsOf(pdf.toString('latin1'));
  const pages = new Map<number, SaidText[]>();
  for (const [number, figure] of objects) {
    if (!SAID.test(figure)) continue;
    const said = saidText(figure);
    pages.set(said.page, [...(pages.get(said.page) ?? []), said]);
    objects.set(number, asText(figure, said, objects));
  }
  if (pages.size === 0) return pdf;
  const catalog = [...objects.values()].find((object) => object.includes('\n  /Type /Catalog\n')) ?? '';
  const isRightToLeft = RIGHT_TO_LEFT_LANGUAGE.test(catalog);
  for (const [page, texts] of pages) {
    const content = Number(/\n {2}\/Contents (\d+) 0 R/.exec(objects.get(page) ?? '')?.[1]);
    objects.set(content, withActualTexts(objects.get(content) ?? '', texts, isRightToLeft));
  }
  return assembled(objects);
}

/** The objects of a file as the typesetter writes it: they follow each other, and only streams are compressed. */
function objectsOf(file: string): Objects {
  const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(file)?.[1]);
  const places = [...file.slice(table).matchAll(/(\d{10}) \d{5} [nf]/g)]
    .map(([, offset], number) => ({ number, offset: Number(offset) }))
    .slice(1)
    .sort((one, other) => one.offset - other.offset);
  const objects: Objects = new Map([[HEAD, file.slice(0, places[0]?.offset)]]);
  for (const [index, { number, offset }] of places.entries())
    objects.set(number, file.slice(offset, places[index + 1]?.offset ?? table));
  return objects.set(TAIL, file.slice(table));
}

/** Keys in the map of objects for the text before and after them. */
const HEAD = -2;
const TAIL = -1;

function assembled(objects: Objects): Buffer {
  const parts = [objects.get(HEAD) ?? ''];
  const offsets = new Map<number, number>();
  let length = parts[0]!.length;
  for (const [number, source] of objects) {
    if (number === HEAD || number === TAIL) continue;
    offsets.set(number, length);
    length += source.length;
    parts.push(source);
  }
  let number = -1;
  const tail = (objects.get(TAIL) ?? '')
    .replace(/\d{10}(?= \d{5} [nf])/g, (old) => {
      number += 1;
      return offsets.get(number)?.toString().padStart(10, '0') ?? old;
    })
    .replace(/startxref\s+\d+/, `startxref\n${length}`);
  return Buffer.from([...parts, tail].join(''), 'latin1');
}

function saidText(figure: string): SaidText {
  return {
    text: SAID.exec(figure)?.[1] ?? '',
    contents: (/\n {2}\/K \[([\d ]*)\]/.exec(figure)?.[1] ?? '').split(' '),
    page: Number(/\n {2}\/Pg (\d+) 0 R/.exec(figure)?.[1]),
  };
}

/** The figure as a paragraph, or as a part of the heading or paragraph in which it stands. */
function asText(figure: string, { text }: SaidText, objects: Objects): string {
  const parent = objects.get(Number(/\n {2}\/P (\d+) 0 R/.exec(figure)?.[1])) ?? '';
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
