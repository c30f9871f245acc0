import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type * as Typst from '@myriaddreamin/typst-ts-node-compiler';
import { painter } from '../../platform/images/index.js';
import { qrDrawing } from './qr-code.js';
import type { SheetData } from './sheet-data.js';
import { withSpokenTexts } from './spoken-text.js';

/** `svg` is packed with gzip. `png` is the whole sheet, `share` the picture for previews of links. */
export type SheetFormat = 'pdf' | 'svg' | 'png' | 'share';

/** A picture to paint as a PNG: at the start of a transparent ground of this size. */
export interface PaintJob {
  readonly format: 'picture';
  /** Media type. */
  readonly type: string;
  readonly content: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture of the sheet: its path in the template's data, its media type, and its bytes. */
export interface SheetPicture {
  readonly path: string;
  readonly type: string;
  readonly content: Uint8Array;
}

export interface SheetJob {
  readonly format: SheetFormat;
  /** `SheetData` as JSON. */
  readonly data: string;
  readonly pictures: readonly SheetPicture[];
}

export interface TypesetterOptions {
  /** Path of the template. */
  readonly template: string;
  /** Paths of fonts. */
  readonly fonts: readonly string[];
}

/** The template of the sheet that comes with the service. */
export const TEMPLATE = fileURLToPath(new URL('./template/certificate.typ', import.meta.url));
const HELPERS = fileURLToPath(new URL('./template/sheet.typ', import.meta.url));

/** Costs 9 ms of CPU time for 96 KB; the usual level 6 costs 30 for 86. */
const PACKING = 4;
/** Enough to read the smallest print, and to print on half a sheet. */
const PNG_PIXELS = 2000;
/** The size that networks ask for: https://ogp.me and the guides of those who show previews. */
export const SHARE_PIXELS = { width: 1200, height: 630 } as const;
const SHARE_MARGIN_PIXELS = 24;
const SHARE_EDGE_PIXELS = 2;
/** So many documents what the typesetter has found out is kept: its cache would else grow with each. */
const CACHED_DOCUMENTS = 2;
/** One forgotten bracket makes a fault of each line that follows. */
const MOST_REASONS = 3;

/** A sheet, and the paths of the pictures that it lacks. */
export interface Sheet {
  readonly content: Uint8Array;
  readonly leftOut: readonly string[];
}

/** The template cannot be set; the message has the typesetter's reasons with file and line. */
export class TypesetError extends Error {}

const require = createRequire(import.meta.url);

/**
 * The native code, loaded on demand: its packages for each platform are optional, and may be left out.
 * @throws TypesetError when it is not installed for this machine
 */
export function nativeCode() {
  try {
    const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler') as typeof Typst;
    return { NodeCompiler, Resvg: painter() };
  } catch {
    throw new TypesetError(
      'The typesetter is not installed for this machine. Install the dependencies with optional ones (npm ci), on a platform for which docs/dependencies.md has it.',
    );
  }
}

/** A fault as the typesetter describes it; lines and characters from 0. */
interface Diagnostic {
  readonly message: string;
  readonly path?: string;
  readonly range?: { readonly start: { readonly line: number; readonly character: number } } | null;
}

/** Sets certificates by their template. It works as long as it takes: use a thread. */
export class Typesetter {
  private readonly template: string;
  private readonly root: string;
  private readonly compiler: Typst.NodeCompiler;

  /** @throws TypesetError when the typesetter is not installed for this machine */
  constructor({ template, fonts }: TypesetterOptions) {
    this.template = template;
    this.root = dirname(template);
    this.compiler = nativeCode().NodeCompiler.create({
      workspace: this.root,
      fontArgs: [{ fontPaths: [...fonts] }],
    });
    this.compiler.mapShadow(`${this.root}/sheet.typ`, readFileSync(HELPERS));
  }

  /** The picture as a PNG of twice the size. */
  paint({ type, content, width, height }: PaintJob): Sheet {
    const source = Buffer.from(content);
    const shown = type === 'image/svg+xml' ? fitting(source.toString(), width, height) : { width, height };
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `viewBox="0 0 ${width} ${height}"><g transform="translate(0 ${(height - shown.height) / 2})">` +
      `<image xlink:href="data:${type};base64,${source.toString('base64')}" ` +
      `width="${shown.width}" height="${shown.height}" preserveAspectRatio="xMinYMid meet"/></g></svg>`;
    return { content: painted(svg, 2 * width), leftOut: [] };
  }

  /**
   * The sheet, without pictures that cannot be read.
   * @param unfit paths of pictures to leave out in any case
   * @throws TypesetError when the template cannot be set with this data
   */
  set(job: SheetJob, unfit: readonly string[] = []): Sheet {
    const pictures = job.pictures.filter(({ path }) => !unfit.includes(path));
    const data = unfit.length === 0 ? job.data : withoutPictures(job.data, unfit);
    for (const { path, content } of pictures) this.compiler.mapShadow(this.root + path, Buffer.from(content));
    try {
      return { content: this.output({ ...job, data }), leftOut: unfit };
    } catch (error) {
      const unreadable = pictures.filter((picture) => !this.isReadable(picture)).map(({ path }) => path);
      if (unreadable.length === 0) throw error;
      const rest = { ...job, data: withoutPictures(data, unreadable) };
      return { content: this.output(rest), leftOut: [...unfit, ...unreadable] };
    } finally {
      for (const { path } of pictures) this.compiler.unmapShadow(this.root + path);
      this.compiler.evictCache(CACHED_DOCUMENTS);
    }
  }

  /** What an author should know of this data's sheet, such as a font that is not there; mostly empty. */
  warnings(data: string): string {
    const outcome = this.compiler.compile(this.source(data));
    const warnings = outcome.takeWarnings();
    const pages = outcome.result?.numOfPages ?? 1;
    return [
      ...(warnings === null ? [] : [this.reasons(warnings)]),
      ...(pages > 1 ? [`it makes ${pages} pages, and only the PDF shows more than the first`] : []),
    ].join('; ');
  }

  /** Whether a sheet can show the picture. */
  canRead(picture: Omit<SheetPicture, 'type'>): boolean {
    this.compiler.mapShadow(this.root + picture.path, Buffer.from(picture.content));
    try {
      return this.isReadable(picture);
    } finally {
      this.compiler.unmapShadow(this.root + picture.path);
    }
  }

  private output({ format, data }: SheetJob): Uint8Array {
    const document = this.compile(this.source(data));
    if (format === 'pdf') return withSpokenTexts(this.pdf(document));
    const drawing = shortened(firstPage(this.compiler.plainSvg(document)));
    if (format === 'svg') return gzipSync(drawing, { level: PACKING });
    return format === 'png'
      ? painted(drawing, PNG_PIXELS)
      : painted(framed(drawing, (JSON.parse(data) as SheetData).colors.primary), SHARE_PIXELS.width);
  }

  private source(data: string) {
    const { address } = JSON.parse(data) as SheetData;
    return { mainFilePath: this.template, inputs: { data, qr: qrDrawing(address) } };
  }

  private pdf(document: Typst.NodeTypstDocument): Buffer {
    try {
      return this.compiler.pdf(document, { pdfStandard: 'ua-1' });
    } catch (error) {
      throw new TypesetError(reasonsOf(error instanceof Error ? error.message : ''));
    }
  }

  private isReadable({ path }: Pick<SheetPicture, 'path'>): boolean {
    try {
      this.compile({ mainFileContent: `#image("${path}")` });
      return true;
    } catch (error) {
      if (!(error instanceof TypesetError)) throw error;
      return false;
    }
  }

  private compile(source: Parameters<Typst.NodeCompiler['compile']>[0]): Typst.NodeTypstDocument {
    const outcome = this.compiler.compile(source);
    const error = outcome.takeError();
    if (error !== null) throw new TypesetError(this.reasons(error));
    const { result } = outcome;
    if (result === null) throw new TypesetError('The typesetter gave no document.');
    return result;
  }

  private reasons(error: Parameters<Typst.NodeCompiler['fetchDiagnostics']>[0]): string {
    const diagnostics = this.compiler.fetchDiagnostics(error) as Diagnostic[];
    const reasons = diagnostics.map(({ message, path, range }) => {
      const place = range ? `:${range.start.line + 1}:${range.start.character + 1}` : '';
      return path ? `${path}${place}: ${message}` : message;
    });
    const different = [...new Set(reasons)];
    const more = different.length > MOST_REASONS ? [`${different.length - MOST_REASONS} more`] : [];
    return [...different.slice(0, MOST_REASONS), ...more].join('; ');
  }
}

/** The data in which no picture stands at these paths. */
export function withoutPictures(data: string, paths: readonly string[]): string {
  const isLeftOut = (value: unknown) =>
    typeof value === 'object' && value !== null && 'path' in value && paths.includes(String(value.path));
  return JSON.stringify(JSON.parse(data, (_, value: unknown) => (isLeftOut(value) ? null : value)));
}

/** The reasons and hints in what the typesetter throws for a PDF: a list as Rust prints it for developers. */
function reasonsOf(message: string): string {
  const texts = [...message.matchAll(/(?:message: |hints: \[)"((?:[^"\\]|\\.)*)"/g)].map(
    ([, text = '']) => text,
  );
  return texts.length === 0 ? message : texts.join('; ').replace(/\\(.)/g, '$1');
}

/** Where the second page of a drawing begins, with its ground. */
const SECOND_PAGE =
  /\n {4}(?:<path class="typst-shape"[^>]*\/>\n {4})?<g transform="matrix\(1 0 0 1 0 ([\d.]+)\)">[^]*?(?=\n {4}<defs|\n<\/svg>)/;

/** The first page alone: the typesetter draws the ground of each page over the first one. */
function firstPage(svg: string): string {
  const [others, height] = SECOND_PAGE.exec(svg) ?? [];
  if (others === undefined) return svg;
  return svg
    .replace(others, '')
    .replace(
      /( viewBox="0 0 [\d.]+) [\d.]+"( width="[^"]*") height="[^"]*"/,
      `$1 ${height}"$2 height="${height}pt"`,
    );
}

/** A quarter of the bytes: the typesetter writes eight decimals of a point. Addresses stay as they are. */
function shortened(svg: string): string {
  return svg.replace(/href="[^"]*"|(\d\.\d\d)\d+/g, (whole, number: string | undefined) => number ?? whole);
}

/** The size of a drawing that is as large as fits. */
function fitting(svg: string, width: number, height: number): { width: number; height: number } {
  const { Resvg } = nativeCode();
  const natural = new Resvg(svg, { font: { loadSystemFonts: false } });
  const scale = Math.min(width / natural.width, height / natural.height);
  return { width: natural.width * scale, height: natural.height * scale };
}

const DRAWING_WITHIN =
  /<image( transform="[^"]*")?( xlink:href="data:image\/svg\+xml[^"]*" width="([\d.]+)" height="([\d.]+)"[^>]*\/>)/g;

/** The painter shows what a drawing has beyond its frame. Browsers and PDFs do not, nor does it with a frame around. */
function cutOff(svg: string): string {
  return svg.replace(DRAWING_WITHIN, '<g$1><svg width="$3" height="$4"><image$2</svg></g>');
}

function painted(svg: string, width: number): Uint8Array {
  const { Resvg } = nativeCode();
  const picture = new Resvg(cutOff(svg), {
    fitTo: { mode: 'width', value: width },
    font: { loadSystemFonts: false },
  });
  return picture.render().asPng();
}

/** The size of a sheet as the typesetter draws it, in points. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [width = 842, height = 595] = (/ viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [])
    .slice(1)
    .map(Number);
  return { width, height };
}

/** The sheet in the middle of a ground, with a light edge: a template may begin with a band of the same colour. */
export function framed(svg: string, ground: string): string {
  const { width, height } = sizeOf(svg);
  const scale = Math.min(
    (SHARE_PIXELS.width - 2 * SHARE_MARGIN_PIXELS) / width,
    (SHARE_PIXELS.height - 2 * SHARE_MARGIN_PIXELS) / height,
  );
  const place = (edge: number) => {
    const [w, h] = [width * scale + 2 * edge, height * scale + 2 * edge];
    return `x="${(SHARE_PIXELS.width - w) / 2}" y="${(SHARE_PIXELS.height - h) / 2}" width="${w}" height="${h}"`;
  };
  const sheet = svg.replace(/ width="[^"]*" height="[^"]*"/, ` ${place(0)}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SHARE_PIXELS.width} ${SHARE_PIXELS.height}">` +
    `<rect width="100%" height="100%" fill="${ground}"/>` +
    `<rect ${place(SHARE_EDGE_PIXELS)} fill="#fff"/>${sheet}</svg>`
  );
}
