import { hexOf } from '../../platform/text/index.js';
import type { EarnedCertificate, IssuingOrganization } from '../../credentials/index.js';
import { displayText, isolate, lengthOf } from '../display-text.js';
import {
  directionOf,
  type Language,
  languageFor,
  modeName,
  type Translate,
  translator,
} from '../locales/index.js';
import type { CertificateView, Issuer, TextSize } from './certificate-view.js';
import { imageAddress } from './content-policy.js';
import { linkedInAddress } from './linked-in.js';
import { qrCode } from './qr-code.js';

/** Path of the sample certificate; see `exampleCertificate`. */
export const EXAMPLE = 'example';

/** Longer lists of institutions stand at the top and in the statement only, not under each signatory. */
const LONGEST_UNDER_SIGNATORY_CHARACTERS = 80;

/** Describes a certificate in words of its language. @param place its part of the address */
export function describeCertificate(
  certificate: EarnedCertificate,
  issuer: Issuer,
  place = hexOf(certificate.uuid),
): CertificateView {
  const language = languageFor(certificate.language);
  const direction = directionOf(language);
  const say = translator(language);
  const address = `${issuer.publicUrl}/credentials/${place}/`;
  const platform = displayText(issuer.platformName);
  const learner = displayText(certificate.fullName) || displayText(certificate.username);
  const title = displayText(certificate.title);
  const organizations = certificate.organizations.map((organization) =>
    named(organization, certificate.useOrgName),
  );
  const labels = joined(
    language,
    organizations.map(({ label }) => label),
  );
  const fullNames = joined(
    language,
    organizations.map(({ name }) => name),
  );
  const signFor = lengthOf(labels) > LONGEST_UNDER_SIGNATORY_CHARACTERS ? '' : labels;
  const kind = kindOf(certificate, language, say);
  const hours =
    certificate.hoursOfEffort === null ? null : say('hours', { count: certificate.hoursOfEffort });
  const date = dateIn(language, certificate.issued);
  const moment = momentIn(language, certificate.readAt);
  const afterName = certificate.kind === 'program' ? 'after_name_program' : 'after_name_course';
  return {
    language,
    direction,
    notice: place === EXAMPLE ? say('example_notice') : null,
    documentTitle: say('document_title', { name: isolate(learner), title: isolate(title) }),
    description: say('description', {
      platform: isolate(platform),
      name: isolate(learner),
      title: isolate(title),
    }),
    platform: { name: platform, logo: imageAddress(issuer.logo) },
    organizations,
    heading: say('heading'),
    kind,
    beforeName: say('before_name'),
    learner,
    learnerSize: sizeOf(learner),
    username: displayText(certificate.username),
    afterName: say(afterName),
    title,
    titleSize: sizeOf(title),
    afterTitle: say('after_title'),
    offeredBy: labels === '' ? null : say('offered_by', { organizations: labels }),
    hours,
    issued: say('issued', { date }),
    signatories: certificate.signatories.map((signatory) => ({
      position: signatory.position,
      name: displayText(signatory.name),
      title: displayText(signatory.title),
      organization: isolate(displayText(signatory.organization ?? '')) || signFor,
      imageType: signatory.imageType,
      imageAddress:
        signatory.imageType === null ? null : `${new URL(address).pathname}signatures/${signatory.position}`,
      imageAlt: say('signature_alt', { name: isolate(displayText(signatory.name)) }),
    })),
    id: certificate.uuid,
    address,
    qr: qrCode(address),
    scan: say('scan'),
    verify: {
      heading: say('verify_heading'),
      text: say('verify_text', { platform: isolate(platform), moment }),
      print: say('verify_print', { moment }),
      pdf: say('verify_pdf'),
      detailsHeading: say('details'),
      details: [
        { label: say('label_learner'), value: learner, direction: 'auto' as const },
        { label: say('label_title'), value: title, direction: 'auto' as const },
        { label: say('label_kind'), value: kind, direction },
        { label: say('label_organizations'), value: fullNames, direction },
        { label: say('label_hours'), value: hours ?? '', direction },
        { label: say('label_issued'), value: date, direction },
        { label: say('label_id'), value: certificate.uuid, direction: 'ltr' as const },
        { label: say('label_address'), value: address, direction: 'ltr' as const },
      ].filter(({ value }) => value !== ''),
    },
    actions: {
      heading: say('actions'),
      download: say('download'),
      pdfAddress: `${address}certificate.pdf`,
      linkedIn: say('linked_in'),
      linkedInAddress: linkedInAddress({
        name: title,
        organization: organizations[0]?.name ?? platform,
        issued: certificate.issued,
        address,
        id: certificate.uuid,
      }),
      newWindow: say('new_window'),
    },
  };
}

function named({ key, name }: IssuingOrganization, useName: boolean) {
  const full = displayText(name);
  return { label: useName ? full : displayText(key) || full, name: full, logo: null };
}

function kindOf({ kind, type }: EarnedCertificate, language: Language, say: Translate): string {
  if (kind === 'program') return say('program_kind', { type: isolate(displayText(type)) });
  const mode = modeName(language, type);
  return mode === undefined ? say('course_kind_plain') : say('course_kind', { mode });
}

function joined(language: Language, names: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names.map(isolate));
}

/** Certificates name days in UTC, so that everybody reads the same day. */
function dateIn(language: Language, date: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

function momentIn(language: Language, date: Date): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(date);
}

function sizeOf(text: string): TextSize {
  const length = lengthOf(text);
  if (length <= 26) return 'short';
  if (length <= 48) return 'medium';
  return length <= 100 ? 'long' : 'huge';
}
