import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThanOrEqual } from 'typeorm';
import { CatalogService, type Tally, tally } from '../catalog/index.js';
import type { Transaction, UpsertResult } from '../platform/database/index.js';
import { SITE_ID } from '../identity/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import type {
  ProgramCertificateDescription,
  SignatoryDescription,
} from './description/program-certificate-description.js';
import { ProgramCertificate } from './entities/program-certificate.entity.js';
import { Signatory } from './entities/signatory.entity.js';
import { isSameName } from './signatory-name.js';

/** Configures program certificates and their signatories. */
@Injectable()
export class ProgramCertificatesService {
  constructor(private readonly catalog: CatalogService) {}

  /**
   * Creates and changes the certificates of programs as described; applying the same again changes nothing.
   * @throws NotFoundError for an unknown program
   */
  async apply(transaction: Transaction, described: readonly ProgramCertificateDescription[]): Promise<Tally> {
    const results: UpsertResult[] = [];
    for (const description of described) results.push(await this.applyOne(transaction, description));
    return tally(results);
  }

  /** The program's id. Locks its certificate, even before it exists, and its signatories. @throws NotFoundError */
  async requireLockedProgram(transaction: Transaction, uuid: string): Promise<number> {
    const id = await this.catalog.lockProgram(transaction, uuid);
    if (id === undefined) throw new NotFoundError('No Program matches the given query.');
    return id;
  }

  private async applyOne(
    transaction: Transaction,
    { program_uuid: program, signatories, ...described }: ProgramCertificateDescription,
  ): Promise<UpsertResult> {
    const { manager } = transaction;
    const programId = await this.requireLockedProgram(transaction, program);
    const settings = {
      isActive: described.is_active,
      title: described.title,
      useOrgName: described.use_org_name,
      includeHoursOfEffort: described.include_hours_of_effort,
      language: described.language,
    };
    const stored = await manager.findOneBy(ProgramCertificate, { programId });
    const { id } =
      stored ?? (await manager.save(ProgramCertificate, { siteId: SITE_ID, programId, ...settings }));
    const signedAnew = signatories !== undefined && (await replaceSignatories(manager, id, signatories));
    if (stored === null) return 'created';
    if (!signedAnew && !differs(stored, settings)) return 'unchanged';
    await manager.update(ProgramCertificate, id, { ...settings, modified: () => 'now()' });
    return 'changed';
  }
}

/** Sets the signatories and returns whether anything differed. An image moves with the signatory's name. */
async function replaceSignatories(
  manager: EntityManager,
  programCertificateId: number,
  described: readonly SignatoryDescription[],
): Promise<boolean> {
  const stored = await manager.findBy(Signatory, { programCertificateId });
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
    where: { programCertificateId },
    order: { id: 'ASC' },
  });
  for (const signatory of changed) {
    const { imageType = null, image = null } = signatureOf(signatory, images, described) ?? {};
    const place = { programCertificateId, position: signatory.position };
    const row = { ...signatory, imageType, image };
    // The program is locked, so nobody else inserts meanwhile. An upsert would take an id for each change.
    if (stored.some(({ position }) => position === signatory.position)) {
      await manager.update(Signatory, place, row);
    } else await manager.insert(Signatory, { ...place, ...row });
  }
  await manager.delete(Signatory, { programCertificateId, position: MoreThanOrEqual(described.length) });
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

function differs<Entity extends object>(stored: Entity, described: Partial<Entity>): boolean {
  return Object.entries(described).some(([name, value]) => stored[name as keyof Entity] !== value);
}
