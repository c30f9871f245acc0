import { hexOf } from '../../platform/text/index.js';
import type { EarnedCertificate, IssuingOrganization, StoredPicture } from '../../credentials/index.js';
import { displayText, isolate, lengthOf, plainText } from '../display-text.js';
import {
  directionOf,
  type Language,
  languageFor,
  modeName,
  type Translate,
  translator,
} from '../locales/index.js';
import { linkAddress } from './content-policy.js';
import { describeCourses } from './describe-courses.js';
import { formatsOf } from './formats.js';
import { linkedInAddress, linkedInShareAddress, mailAddress } from './share-links.js';

/** Path of the sample certificate; see `exampleCertificate`. */
export const EXAMPLE = 'example';

/** Longer lists of institutions stand at the top and in the statement only, not under each signatory. */
const LONGEST_UNDER_SIGNATORY_CHARACTERS = 80;

/** The installation's own part of a certificate. */
export interface Issuer {
  readonly platformName: string;
  readonly publicUrl: string;
  readonly logo: StoredPicture | null | undefined;
}

/** Width and height of a sheet in points. */
export interface SheetSize {
  readonly width: number;
  readonly height: number;
}

/** Whether the certificate can be typeset here. */
export interface Sheet {
  /** Null when a font is missing, or the typesetter. */
  readonly sheet: SheetSize | null;
  /** Names of the scripts for which there is no font; none where the typesetter is missing. */
  readonly missingScripts: readonly string[];
}

/** The sizes of the template that comes with the service. */
export const SIZES = { a4: { width: 842, height: 595 }, 'us-letter': { width: 792, height: 612 } };

/** What the reader of a page can do with a certificate. */
interface Action {
  readonly label: string;
  readonly address: string;
  readonly isMain?: true;
  /** The browser stores the file in the place of showing it. */
  readonly isSaved?: true;
  /** It leads to a site of others. */
  readonly leaves?: true;
}

/** A certificate in words: the content of page, PDF and pictures, in its order. */
export type CertificateView = ReturnType<typeof describeCertificate>;

/** Describes a certificate in words of its language. @param place its part of the address */
export function describeCertificate(
  certificate: EarnedCertificate,
  issuer: Issuer,
  place = hexOf(certificate.uuid),
  { sheet, missingScripts }: Sheet = { sheet: SIZES.a4, missingScripts: [] },
) {
  const language = languageFor(certificate.language);
  const direction = directionOf(language);
  const say = translator(language);
  const address = `${issuer.publicUrl}/credentials/${place}/`;
  const platform = displayText(issuer.platformName);
  const learner = displayText(certificate.fullName) || displayText(certificate.username);
  const title = displayText(certificate.title);
  const names = { platform: isolate(platform), name: isolate(learner), title: isolate(title) };
  const organizations = certificate.organizations.map((organization) =>
    named(organization, certificate.useOrgName),
  );
  const formats = formatsOf(language);
  // Each name has its own direction.
  const joined = (texts: readonly string[]) => formats.list.format(texts.map(isolate));
  const labels = joined(organizations.map(({ label }) => label));
  const fullNames = joined(organizations.map(({ name }) => name));
  const signFor = lengthOf(labels) > LONGEST_UNDER_SIGNATORY_CHARACTERS ? '' : labels;
  const kind = kindOf(certificate, language, say);
  const hours =
    certificate.hoursOfEffort === null ? null : say('hours', { count: certificate.hoursOfEffort });
  const date = formats.day.format(certificate.issued);
  const moment = formats.moment.format(certificate.readAt);
  const revoked = certificate.revoked && {
    heading: say('revoked_heading', { date: formats.day.format(certificate.revoked) }),
    text: say('revoked_text', names),
  };
  const documentTitle = plainText(revoked ? `${title}: ${revoked.heading}` : say('document_title', names));
  const description = plainText(revoked ? revoked.text : say('description', names));
  // The sample is there in each language; a certificate knows its own.
  const sample: Readonly<Record<string, string>> = place === EXAMPLE ? { language } : {};
  const file = (name: string, query = {}) => withQuery(`${address}${name}`, { ...sample, ...query });
  const ofSheet = (action: Action): readonly Action[] => (sheet === null ? [] : [action]);
  const entry = {
    name: plainText(title),
    organization: plainText(organizations[0]?.name ?? platform),
    issued: certificate.issued,
    address,
    id: certificate.uuid,
  };
  return {
    language,
    direction,
    /** A note above a sample certificate. */
    notice: place === EXAMPLE ? say('example_notice') : null,
    /** Plain text, without marks of direction; so is the description. */
    documentTitle,
    description,
    platform: { name: platform, logo: issuer.logo ?? null },
    organizations,
    heading: say('heading'),
    kind,
    beforeName: say('before_name'),
    learner,
    afterName: say(certificate.kind === 'program' ? 'after_name_program' : 'after_name_course'),
    title,
    afterTitle: say('after_title'),
    offeredBy: labels === '' ? null : say('offered_by', { organizations: labels }),
    hours,
    issued: say('issued', { date }),
    signedBy: say('signed_by'),
    signatories: certificate.signatories.map((signatory) => ({
      position: signatory.position,
      name: displayText(signatory.name),
      title: displayText(signatory.title),
      organization: isolate(displayText(signatory.organization ?? '')) || signFor,
      picture:
        signatory.imageType === null || signatory.imageDigest === null
          ? null
          : { type: signatory.imageType, digest: signatory.imageDigest },
      imageAlt: say('signature_alt', { name: isolate(displayText(signatory.name)) }),
    })),
    id: certificate.uuid,
    address,
    scan: say('scan'),
    sheet: sheet && { ...sheet, isUpright: sheet.height > sheet.width },
    sheetAlt: plainText(say('sheet_alt', names)),
    /** The words in the place of the sheet. */
    sheetMissing:
      missingScripts.length === 0
        ? say('sheet_unavailable')
        : say('sheet_missing', { scripts: joined(missingScripts) }),
    /** Addresses of the sheet: the document, the picture of the page, and the preview. */
    files: { pdf: file('certificate.pdf'), svg: file('certificate.svg'), share: file('share.png') },
    papers: {
      label: say('print'),
      links: [
        { label: 'A4', address: file('certificate.pdf', { paper: 'a4' }) },
        { label: 'US Letter', address: file('certificate.pdf', { paper: 'us-letter' }) },
      ],
    },
    /** The words in the place of everything else; null for a valid credential. */
    revoked,
    verify: {
      heading: say('verify_heading'),
      text: say('verify_text', { ...names, moment }),
      print: say('verify_print', { moment }),
      pdf: say('verify_pdf'),
      detailsHeading: say('details'),
      // Sentences and lists are in the certificate's language; each name in them keeps its own direction.
      details: [
        { label: say('label_learner'), value: learner, direction: 'auto' as const },
        { label: say('label_title'), value: title, direction: 'auto' as const },
        { label: say('label_kind'), value: kind, direction },
        { label: say('label_organizations'), value: fullNames, direction },
        { label: say('label_hours'), value: hours ?? '', direction },
        { label: say('label_issued'), value: date, direction },
        { label: say('label_id'), value: certificate.uuid, direction: 'ltr' as const },
      ].filter(({ value }) => value !== ''),
    },
    about: about(certificate, say),
    courses: describeCourses(certificate.courses, language, say),
    actions: {
      heading: say('actions'),
      // Without a sheet there is no PDF, no picture, and no preview for a post.
      links: [
        ...ofSheet({ label: say('download'), address: file('certificate.pdf'), isMain: true }),
        ...ofSheet({ label: say('picture'), address: file('certificate.png'), isSaved: true }),
        { label: say('linked_in'), address: linkedInAddress(entry), leaves: true },
        ...ofSheet({ label: say('linked_in_share'), address: linkedInShareAddress(address), leaves: true }),
        { label: say('mail'), address: mailAddress(documentTitle, [description, '', address]) },
      ],
      // Beside links that lead to a site of others.
      otherSite: say('other_site'),
      addressLabel: say('copy_address'),
    },
  };
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? address : `${address}?${text}`;
}

function named({ key, name, url, logo }: IssuingOrganization, useName: boolean) {
  const full = displayText(name);
  return { label: useName ? full : displayText(key) || full, name: full, url: linkAddress(url), logo };
}

function kindOf({ kind, type }: EarnedCertificate, language: Language, say: Translate): string {
  if (kind === 'program') return say('program_kind', { type: isolate(displayText(type)) });
  const mode = modeName(language, type);
  return mode === undefined ? say('course_kind_plain') : say('course_kind', { mode });
}

function about({ kind, description, url }: EarnedCertificate, say: Translate) {
  const text = displayText(description ?? '') || null;
  const address = linkAddress(url);
  if (text === null && address === null) return null;
  return {
    heading: say(kind === 'program' ? 'about_program' : 'about_course'),
    text,
    link: address === null ? null : { label: say('about_link'), address },
  };
}
