import { hash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Config, VERSION } from '../../config/index.js';
import type { StoredPicture } from '../../credentials/index.js';
import { BoundedMap, type Listed, OpenList } from '../../platform/memory/index.js';
import { inTime } from '../../platform/time/index.js';
import { sampleView } from '../example-certificate.js';
import { type CertificateView, type SheetSize, SIZES } from '../view/describe-certificate.js';
import { installedFonts } from './fonts.js';
import { Letters } from './letters.js';
import { SheetCache } from './sheet-cache.js';
import { lookOf, type Paper, picturePath, sheetData, unwritable } from './sheet-data.js';
import { SheetBusyError, SheetThread } from './sheet-thread.js';
import {
  nativeCode,
  type SheetFormat,
  sizeOf,
  TEMPLATE,
  TypesetError,
  withoutPictures,
} from './typesetter.js';

/** Some 200 PDFs. */
const KEPT_BYTES = 8 * 1024 * 1024;
/** The pictures of a sheet: the thread has not the memory for many large ones. */
const MOST_PICTURE_BYTES = 12 * 1024 * 1024;
/** Of so many sheets it is known that they were asked for. */
const MOST_ASKED = 5000;
/** Of so many warnings it is known that they were given. */
const MOST_WARNINGS = 1000;
/** Share of a request's time that it may wait. The setting goes on, and a repeat finds the result. */
const PART_OF_REQUEST = 0.8;

export interface SheetRequest {
  /** See `EarnedCertificate`. */
  readonly definition: string;
  readonly view: CertificateView;
  readonly format: SheetFormat;
  /** Default: the configured one. */
  readonly paper?: Paper | undefined;
  /** Reads the logos and signatures. Called only when the sheet has to be set. */
  readonly findPictures: (digests: readonly string[]) => Promise<readonly FoundPicture[]>;
}

interface FoundPicture extends StoredPicture {
  readonly image: Uint8Array;
}

/** The parts that are made once, when the first certificate is asked for. */
interface Tools {
  readonly isInstalled: boolean;
  readonly letters: Letters;
  readonly thread: SheetThread;
  /** Names the state of template and fonts. */
  readonly look: string;
}

/** A sheet that can be set. */
export interface PreparedSheet {
  readonly request: SheetRequest;
  readonly data: string;
  /** Names its content. Two sheets of one version look the same. */
  readonly version: string;
  readonly pictures: readonly StoredPicture[];
}

/** A sheet that is being set. */
interface Setting extends Listed {
  readonly version: string;
  readonly content: Promise<Uint8Array>;
  /** Whether it is kept when it is done. */
  isKept: boolean;
}

/** Sets certificates in a thread, since API requests must not wait. Equal requests get one sheet. */
@Injectable()
export class SheetRenderer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SheetRenderer.name);
  private readonly patienceMs: number;
  private tools: Tools | undefined;
  private measured: Promise<SheetSize> | undefined;
  private readonly kept = new SheetCache(KEPT_BYTES);
  private readonly asked = new BoundedMap<string, true>(MOST_ASKED);
  private readonly running = new OpenList<Setting>();
  private readonly warned = new BoundedMap<string, true>(MOST_WARNINGS);

  constructor(private readonly config: Config) {
    this.patienceMs = PART_OF_REQUEST * config.requestTimeoutMs;
  }

  /** Reading the fonts takes 0.1 s, which no request should wait for; elsewhere most processes show no certificate. */
  onApplicationBootstrap(): void {
    if (this.config.production && this.config.role !== 'worker') this.require();
  }

  /** Whether the typesetter can be loaded on this machine; without it pages show certificates as text. */
  get isInstalled(): boolean {
    return this.require().isInstalled;
  }

  /**
   * The size of sheets on the configured paper, as the page needs it for their picture. That of an operator's own template is
   * the sample's.
   */
  size(): Promise<SheetSize> {
    this.measured ??= this.measure().catch((error: unknown) => {
      this.measured = undefined;
      if (error instanceof SheetBusyError || error instanceof TypesetError) return this.paperSize;
      throw error;
    });
    return this.measured;
  }

  private get paperSize(): SheetSize {
    return SIZES[this.config.certificatePaper];
  }

  private async measure(): Promise<SheetSize> {
    if (this.config.certificateTemplate === undefined) return this.paperSize;
    const view = sampleView(this.config.publicUrl);
    const findPictures = () => Promise.resolve([]);
    const sheet = this.prepare({ definition: '', view, format: 'svg', findPictures });
    const { width, height } = sizeOf(gunzipSync(await this.render(sheet)).toString());
    return { width: Math.round(width), height: Math.round(height) };
  }

  /** Scripts without a font that the learner's name or the title needs: then there is no sheet. Warns the operator once. */
  unwritableScripts(view: CertificateView): readonly string[] {
    const scripts = unwritable(view, this.require().letters);
    for (const script of scripts)
      this.warnOnce({ message: 'Certificates have no PDF: no font for a script is installed', script });
    return scripts;
  }

  /** The data of a sheet, and the version by which one that is kept is found. */
  prepare(request: SheetRequest): PreparedSheet {
    const { view, format, paper } = request;
    const { letters, look: state } = this.require();
    const data = JSON.stringify(sheetData(view, letters, lookOf(this.config, paper)));
    const stored = [
      ...view.organizations.map(({ logo }) => logo),
      ...view.signatories.map(({ picture }) => picture),
    ];
    return {
      request,
      data,
      version: hash('sha256', JSON.stringify([format, data, state]), 'base64url').slice(0, 27),
      pictures: stored.filter((picture) => picture !== null),
    };
  }

  /**
   * Sets the certificate, without the pictures that cannot be read. A sheet is kept when it is asked for a second time: one
   * that is kept for a while and then dropped takes memory much longer than one that is sent and forgotten.
   * @throws SheetBusyError when too many wait, when it takes too long, or when the service stops
   * @throws TypesetError when the template cannot be set
   */
  async render(sheet: PreparedSheet): Promise<Uint8Array> {
    const kept = this.kept.get(sheet.version);
    if (kept !== undefined) return kept;
    const running = [...this.running].find(({ version }) => version === sheet.version);
    const setting = running ?? this.start(sheet);
    if (this.asked.get(sheet.version)) setting.isKept = true;
    else this.asked.set(sheet.version, true);
    try {
      return await inTime(setting.content, this.patienceMs, () => new SheetBusyError());
    } catch (error) {
      // The repeat shall find it.
      setting.isKept = true;
      throw error;
    }
  }

  /** A picture at the start of a transparent ground, as a PNG of twice the size. @throws SheetBusyError, TypesetError */
  async paintLogo(
    { type, digest, image }: FoundPicture,
    { width, height }: Record<'width' | 'height', number>,
  ): Promise<Uint8Array> {
    const kept = this.kept.get(digest);
    if (kept !== undefined) return kept;
    const content = new Uint8Array(image);
    const outcome = await this.require().thread.run({ format: 'picture', type, content, width, height });
    if (outcome.kind === 'failed') throw new TypesetError(outcome.message);
    this.kept.set(digest, outcome.content);
    return outcome.content;
  }

  onModuleDestroy(): Promise<void> {
    return this.tools?.thread.close() ?? Promise.resolve();
  }

  /** Sheets that wait for their turn. */
  get waitingCount(): number {
    return this.tools?.thread.length ?? 0;
  }

  private require(): Tools {
    return (this.tools ??= this.makeTools());
  }

  private makeTools(): Tools {
    const template = this.config.certificateTemplate ?? TEMPLATE;
    const fonts = installedFonts(this.config.certificateFonts);
    return {
      isInstalled: this.canLoad(),
      letters: new Letters(fonts.typefaces),
      thread: new SheetThread({ template, fonts: fonts.files }, this.patienceMs),
      look: hash(
        'sha256',
        JSON.stringify([VERSION, this.config.buildCommit, ...stampsOf([template, ...fonts.files])]),
      ),
    };
  }

  private canLoad(): boolean {
    try {
      nativeCode();
      return true;
    } catch (error) {
      this.logger.error({
        message: 'Certificates have no PDF and no picture',
        reason: error instanceof Error ? error.message : '',
      });
      return false;
    }
  }

  private start(sheet: PreparedSheet): Setting {
    const isKept = () => setting.isKept;
    const content = this.set(sheet, isKept).finally(() => this.running.delete(setting));
    const setting: Setting = { place: 0, version: sheet.version, content, isKept: false };
    this.running.add(setting);
    return setting;
  }

  private async set(
    { request, data, version, pictures }: PreparedSheet,
    isKept: () => boolean,
  ): Promise<Uint8Array> {
    const digests = [...new Set(pictures.map(({ digest }) => digest))];
    const found = digests.length === 0 ? [] : await request.findPictures(digests);
    const shown = within(found, MOST_PICTURE_BYTES);
    const gone = pictures.filter(({ digest }) => !shown.some((picture) => picture.digest === digest));
    const outcome = await this.require().thread.run({
      format: request.format,
      // Replaced since the data was made.
      data: gone.length === 0 ? data : withoutPictures(data, gone.map(picturePath)),
      // Copies: a thread would get the whole buffer of which the picture is a part.
      pictures: shown.map((picture) => ({
        path: picturePath(picture),
        type: picture.type,
        content: new Uint8Array(picture.image),
      })),
    });
    if (outcome.kind === 'failed') throw new TypesetError(outcome.message);
    const { definition } = request;
    if (shown.length < found.length)
      this.warnOnce({ message: 'A certificate leaves out pictures: all together are too large', definition });
    for (const picture of outcome.leftOut)
      this.warnOnce({
        message: 'A certificate leaves out a picture that cannot be read',
        definition,
        picture,
      });
    if (gone.length === 0 && isKept()) this.kept.set(version, outcome.content);
    return outcome.content;
  }

  private warnOnce(warning: Readonly<Record<string, string>>): void {
    const key = JSON.stringify(warning);
    if (this.warned.get(key)) return;
    this.warned.set(key, true);
    this.logger.warn(warning);
  }
}

function within(pictures: readonly FoundPicture[], bytes: number): readonly FoundPicture[] {
  let room = bytes;
  return pictures.filter(({ image }) => {
    if (image.length > room) return false;
    room -= image.length;
    return true;
  });
}

/** Tells one state of files from another: the template's folder has what it imports. */
function stampsOf([template = '', ...fonts]: readonly string[]): string[] {
  const folder = dirname(template);
  const beside = readdirSync(folder).map((name) => join(folder, name));
  return [...beside, ...fonts].map((file) => {
    // Beside a template that somebody edits lie links to nothing, such as the locks of Emacs.
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
    return `${file} ${size} ${mtimeMs}`;
  });
}
