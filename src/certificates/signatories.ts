import { type EntityManager, MoreThanOrEqual } from 'typeorm';
import type { SignatoryDescription } from './description/program-certificate-description.js';
import { Signatory } from './entities/signatory.entity.js';
import { isSameName } from './signatory-name.js';

/** The certificate that signatories sign. */
export type SignedCertificate =
  { readonly programCertificateId: number } | { readonly courseCertificateId: number };

/**
 * Sets the signatories and returns whether anything differed. An image moves with the signatory's name. The caller has locked
 * the certificate.
 */
export async function replaceSignatories(
  manager: EntityManager,
  certificate: SignedCertificate,
  described: readonly SignatoryDescription[],
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
  const images = await manager.find(Signatory, {
    select: { id: true, name: true, imageType: true, image: true },
    where: certificate,
    order: { id: 'ASC' },
  });
  for (const signatory of changed) {
    const { imageType = null, image = null } = signatureOf(signatory, images, described) ?? {};
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

/** The stored signatory whose image a described one has: the one of that name, else of another spelling that is gone. */
function signatureOf(
  { name }: Pick<Signatory, 'name'>,
  stored: readonly Signatory[],
  described: readonly SignatoryDescription[],
): Signatory | undefined {
  const isGone = (before: Signatory) => !described.some((signatory) => signatory.name === before.name);
  return (
    stored.find((before) => before.name === name) ??
    stored.find((before) => isGone(before) && isSameName(before.name, name))
  );
}

/** Whether a described field has another value. */
export function differs<Entity extends object>(stored: Entity, described: Partial<Entity>): boolean {
  return Object.entries(described).some(([name, value]) => stored[name as keyof Entity] !== value);
}
