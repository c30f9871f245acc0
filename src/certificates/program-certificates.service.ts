import { Injectable } from '@nestjs/common';
import { CatalogService, type Tally, tally } from '../catalog/index.js';
import type { Transaction, UpsertResult } from '../platform/database/index.js';
import { SITE_ID } from '../identity/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import type { ProgramCertificateDescription } from './description/program-certificate-description.js';
import { ProgramCertificate } from './entities/program-certificate.entity.js';
import { differs, replaceSignatories } from './signatories.js';

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
    const signedAnew =
      signatories !== undefined &&
      (await replaceSignatories(manager, { programCertificateId: id }, signatories));
    if (stored === null) return 'created';
    if (!signedAnew && !differs(stored, settings)) return 'unchanged';
    await manager.update(ProgramCertificate, id, { ...settings, modified: () => 'now()' });
    return 'changed';
  }
}
