import type { DataSource, EntityTarget } from 'typeorm';
import { Course, CourseRun, Organization, OrganizationLogo, Program } from '../../catalog/index.js';
import { SheetTrial } from '../../certificate-page/index.js';
import { CourseCertificate, ProgramCertificate, Signatory } from '../../certificates/index.js';
import type { Config } from '../../config/index.js';
import { SiteLogo, User } from '../../identity/index.js';
import { ImageError, requireDrawable } from '../../platform/images/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, note, ok } from './check.js';

const CERTIFICATES = 'certificates';
const PICTURES = 'pictures';
const SCRIPTS = 'scripts';
const MOST_NAMED = 5;

/** Whether certificates can be set: the template, the stored pictures, and fonts for all names and titles. */
export async function checkCertificates(dataSource: DataSource, config: Config): Promise<Finding[]> {
  let trial: SheetTrial;
  let warnings: string;
  try {
    trial = new SheetTrial(config);
    warnings = trial.setSample();
  } catch (error) {
    const remedy =
      config.certificateTemplate === undefined
        ? 'install the dependencies again, without --omit=optional'
        : 'mend the template that CERTIFICATE_TEMPLATE names (docs/certificate-template.md)';
    return [failed(CERTIFICATES, `none can be set: ${error instanceof Error ? error.message : ''}`, remedy)];
  }
  return [
    warnings === ''
      ? ok(CERTIFICATES, 'the sample can be set')
      : note(
          CERTIFICATES,
          `the sample can be set, with warnings: ${warnings}`,
          'mend the template that CERTIFICATE_TEMPLATE names; fonts of its own belong into the folder that CERTIFICATE_FONTS names',
        ),
    await checkPictures(dataSource, trial),
    await checkScripts(dataSource, trial),
  ];
}

/** A picture with words that say where it is. */
interface PlacedPicture {
  readonly place: string;
  readonly type: string;
  readonly digest: string;
  readonly content: Buffer;
}

/** SQL by hand or an older release may have stored pictures that no sheet can show. */
async function checkPictures(dataSource: DataSource, trial: SheetTrial): Promise<Finding> {
  const unreadable: string[] = [];
  let tried = 0;
  for await (const { place, ...picture } of storedPictures(dataSource)) {
    tried += 1;
    const reason = await faultOf(picture, trial);
    if (reason !== undefined) unreadable.push(`${place} (${reason})`);
  }
  if (unreadable.length === 0) return ok(PICTURES, `${counted(tried, 'picture')}, each can be shown`);
  const more = unreadable.length > MOST_NAMED ? [`${unreadable.length - MOST_NAMED} more`] : [];
  return failed(
    PICTURES,
    `certificates lack ${[...unreadable.slice(0, MOST_NAMED), ...more].join('; ')}`,
    'upload them again (docs/administration.md)',
  );
}

async function faultOf(
  picture: Omit<PlacedPicture, 'place'>,
  trial: SheetTrial,
): Promise<string | undefined> {
  try {
    await requireDrawable(picture.type, picture.content);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return error.message;
  }
  return trial.canShow(picture) ? undefined : 'the typesetter cannot read it';
}

/** One after the other: a picture may have a megabyte. */
async function* storedPictures(dataSource: DataSource): AsyncGenerator<PlacedPicture> {
  const signatories = dataSource.getRepository(Signatory);
  for (const { id } of await signatories.find({ select: { id: true }, order: { id: 'ASC' } })) {
    const found = await signatories
      .createQueryBuilder('signatory')
      .addSelect('signatory.image')
      .where({ id })
      .andWhere('signatory.image is not null')
      .getOne();
    if (found?.imageType && found.imageDigest && found.image)
      yield {
        place: `the signature of ${found.name}`,
        type: found.imageType,
        digest: found.imageDigest,
        content: found.image,
      };
  }
  for (const [entity, owner] of [
    [OrganizationLogo, 'an organization'],
    [SiteLogo, 'the site'],
  ] as const) {
    const logos = dataSource.getRepository(entity);
    for (const { ownerId } of await logos.find({ select: { ownerId: true }, order: { ownerId: 'ASC' } })) {
      const found = await logos
        .createQueryBuilder('logo')
        .addSelect('logo.image')
        .where({ ownerId })
        .getOneOrFail();
      yield {
        place: `the logo of ${owner} (number ${ownerId})`,
        type: found.imageType,
        digest: found.imageDigest,
        content: found.image,
      };
    }
  }
}

/** The texts that certificates print. */
const PRINTED: readonly (readonly [EntityTarget<object>, ...properties: string[]])[] = [
  [User, 'fullName', 'staffName', 'lmsName', 'verifiedName'],
  [Program, 'title', 'type'],
  [Course, 'title'],
  [CourseRun, 'titleOverride'],
  [Organization, 'name', 'key'],
  [ProgramCertificate, 'title'],
  [CourseCertificate, 'title'],
  [Signatory, 'name', 'title', 'organizationNameOverride'],
];

async function checkScripts(dataSource: DataSource, trial: SheetTrial): Promise<Finding> {
  const characters = new Set<string>();
  for (const [entity, ...properties] of PRINTED) {
    for (const property of properties) {
      // PostgreSQL gives each character once, so that nobody's name leaves it.
      const rows = await dataSource
        .getRepository(entity)
        .createQueryBuilder('printed')
        .select(`distinct regexp_split_to_table(printed.${property}, '')`, 'character')
        .where(`printed.${property} ~ '[^[:ascii:]]'`)
        .getRawMany<{ character: string }>();
      for (const { character } of rows) characters.add(character);
    }
  }
  const missing = trial.missingScripts([...characters].join(''));
  if (missing.length === 0) return ok(SCRIPTS, 'there is a font for each name and title');
  return note(
    SCRIPTS,
    `names or titles are in a script without a font: ${missing.join(', ')}; their certificates have no PDF, or only the part in other scripts`,
    'install the optional font packages, or put a font into the folder that CERTIFICATE_FONTS names (docs/certificate-page.md)',
  );
}
