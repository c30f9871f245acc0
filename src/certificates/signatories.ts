import { type EntityManager, MoreThanOrEqual } from 'typeorm';
import { type FieldErrors, ValidationError } from '../platform/errors/index.js';
import type { SignatoryDescription } from './description/program-certificate-description.js';
import { Signatory } from './entities/signatory.entity.js';
import { isSameName } from './signatory-name.js';

/** The certificate that signatories sign. */
export type SignedCertificate =
  { readonly programCertificateId: number } | { readonly courseCertificateId: number };

/** A signatory as described; over REST with the name under which the image is stored. */
type DescribedSignatory = SignatoryDescription & { readonly former_name?: string | null };

/**
 * Sets the signatories and returns whether anything differed. An image moves with the signatory's name. The caller has locked
 * the certificate.
 * @throws ValidationError for a former name that nobody has who signs now, or somebody who goes on signing
 */
export async function replaceSignatories(
  manager: EntityManager,
  certificate: SignedCertificate,
  described: readonly DescribedSignatory[],
): Promise<boolean> {
  const stored = await manager.findBy(Signatory, certificate);
  const changed = described
    .map(({ name, title, organization_name_override: organization = null }, position) => ({
      position,
      name,
      title,
      organizationNameOverride: organization,
    }))
    .filter((signatory) => {
      const before = stored.find(({ position }) => position === signatory.position);
      return before === undefined || differs(before, signatory);
    });
  if (changed.length === 0 && stored.length === described.length) return false;
  requireFormerNames(stored, described);
  const images = await manager.find(Signatory, {
    select: { id: true, name: true, imageType: true, image: true },
    where: certificate,
    order: { id: 'ASC' },
  });
  for (const signatory of changed) {
    const { former_name: former } = described[signatory.position]!;
    const { imageType = null, image = null } = signatureOf(signatory.name, former, images, described) ?? {};
    const place = { ...certificate, position: signatory.position };
    const row = { ...signatory, imageType, image };
    // The certificate is locked, so nobody else inserts meanwhile. An upsert would take an id for each change.
    if (stored.some(({ position }) => position === signatory.position)) {
      await manager.update(Signatory, place, row);
    } else await manager.insert(Signatory, { ...place, ...row });
  }
  await manager.delete(Signatory, { ...certificate, position: MoreThanOrEqual(described.length) });
  return true;
}

/**
 * The stored signatory whose image a described one has: the one of that name, else the one of the former name, else of
 * another spelling that is gone.
 */
function signatureOf(
  name: string,
  former: string | null | undefined,
  stored: readonly Signatory[],
  described: readonly DescribedSignatory[],
): Signatory | undefined {
  const isGone = (before: Signatory) => !described.some((signatory) => signatory.name === before.name);
  return (
    stored.find((before) => before.name === name) ??
    stored.find((before) => before.name === former) ??
    stored.find((before) => isGone(before) && isSameName(before.name, name))
  );
}

/** A misspelt former name would lose the image that it is there to keep. Who has the name already needs no former one. */
function requireFormerNames(stored: readonly Signatory[], described: readonly DescribedSignatory[]): void {
  const names = stored.map(({ name }) => name);
  const problems = described.map(({ name, former_name: former = null }): FieldErrors => {
    if (former === null || former === name || names.includes(name)) return {};
    if (!names.includes(former)) return { former_name: ['Nobody of this name signs the certificate.'] };
    const goesOn = described.some((other) => other.name === former);
    return goesOn ? { former_name: ['The person of this name signs, too: the image stays theirs.'] } : {};
  });
  if (problems.some((problem) => 'former_name' in problem))
    throw new ValidationError({ signatories: problems });
}

/** Whether a described field has another value. */
export function differs<Entity extends object>(stored: Entity, described: Partial<Entity>): boolean {
  return Object.entries(described).some(([name, value]) => stored[name as keyof Entity] !== value);
}
