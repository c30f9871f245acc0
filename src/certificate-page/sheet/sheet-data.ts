import type { Config } from '../../config/index.js';
import type { StoredPicture } from '../../credentials/index.js';
import type { CertificateView } from '../view/describe-certificate.js';
import type { Letters } from './letters.js';
import { directionOfText, scriptOf } from './scripts.js';

export const PAPERS = ['a4', 'us-letter'] as const;
export type Paper = (typeof PAPERS)[number];

/** The look that an installation gives to its certificates. */
export interface SheetLook {
  readonly colors: { readonly primary: string; readonly accent: string };
  readonly paper: Paper;
}

/** @param paper default: the configured one */
export function lookOf(config: Config, paper: Paper = config.certificatePaper): SheetLook {
  return { colors: { primary: config.themePrimaryColor, accent: config.themeAccentColor }, paper };
}

/** Everything that a template gets, as JSON; docs/certificate-template.md lists it for authors of templates. */
export type SheetData = ReturnType<typeof sheetData>;

const ISOLATES = /[\u2066-\u2069]/gu;
/** Text that can be copied from a PDF as the typesetter writes it; see spoken-text.ts. */
const PLAIN = /^[\p{ASCII}\u00a0-\u024f\u2010-\u2026\u2066-\u2069]*$/u;
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
};

/** The data of a certificate for its template. It has no time of the request, so that what is drawn can be kept. */
export function sheetData(view: CertificateView, letters: Letters, { colors, paper }: SheetLook) {
  const [lang = 'en', region] = view.language.split('-');
  const settings: Record<string, { fonts: readonly string[]; direction: 'ltr' | 'rtl' }> = {
    default: { fonts: letters.families, direction: view.direction },
  };
  const spoken: Record<string, string> = {};
  /** @param isName it has its own direction; a sentence has that of the certificate */
  const set = (text: string, isName = false): string => {
    const shown = letters.drawable(text);
    // Isolates change nothing here, and would be copied from a PDF.
    if (PLAIN.test(shown) && view.direction === 'ltr') return shown.replace(ISOLATES, '');
    const direction = (isName ? directionOfText(shown) : undefined) ?? view.direction;
    settings[shown] = { fonts: letters.familiesFor(shown, view.language), direction };
    if (!PLAIN.test(shown)) spoken[shown] = shown.replace(ISOLATES, '');
    return shown;
  };
  return {
    colors,
    paper,
    lang,
    region: region?.length === 2 ? region : null,
    direction: view.direction,
    documentTitle: view.documentTitle,
    description: view.description,
    platform: { name: view.platform.name },
    organizations: view.organizations.map(({ label, name, logo }) => ({
      label: set(label, true),
      name,
      logo: pictureOf(logo),
    })),
    heading: set(view.heading),
    kind: set(view.kind),
    beforeName: set(view.beforeName),
    learner: set(view.learner, true),
    afterName: set(view.afterName),
    title: set(view.title, true),
    afterTitle: set(view.afterTitle),
    offeredBy: view.offeredBy === null ? null : set(view.offeredBy),
    issued: set(view.issued),
    hours: view.hours === null ? null : set(view.hours),
    signatories: view.signatories.map(({ name, title, organization, imageAlt, picture }) => ({
      name: set(name, true),
      title: set(title, true),
      organization: set(organization),
      imageAlt,
      picture: pictureOf(picture),
    })),
    address: view.address,
    id: view.id,
    scan: view.scan,
    verify: { pdf: set(view.verify.pdf) },
    settings,
    spoken,
  };
}

/** The scripts of the learner's name and the title of which no installed font has a letter that both need. */
export function unwritable(view: Pick<CertificateView, 'learner' | 'title'>, letters: Letters): string[] {
  const texts = [view.learner, view.title].filter((text) => !/[\p{L}\p{N}]/u.test(letters.drawable(text)));
  return [...new Set(texts.flatMap((text) => missingOf(text, letters)))];
}

/** The scripts without a font; for a text of signs alone, such as emoji, the first of them. */
function missingOf(text: string, letters: Letters): string[] {
  const scripts = missingScripts(text, letters);
  return scripts.length > 0 ? scripts : letters.missing(text).slice(0, 1).map(codeOf);
}

/** Names of the scripts whose letters no installed font has; `U+1F000` for one that has no name here. */
export function missingScripts(text: string, letters: Letters): string[] {
  const lacking = letters.missing(text).filter((character) => /[\p{L}\p{M}\p{N}]/u.test(character));
  return [...new Set(lacking.map((character) => scriptOf(character) ?? codeOf(character)))];
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function pictureOf(picture: StoredPicture | null): { readonly path: string } | null {
  return picture === null ? null : { path: picturePath(picture) };
}

/** The path at which a template finds a picture. */
export function picturePath({ digest, type }: StoredPicture): string {
  return `/pictures/${digest}.${EXTENSIONS[type] ?? 'png'}`;
}
