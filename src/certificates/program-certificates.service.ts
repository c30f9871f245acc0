import { Injectable } from '@nestjs/common';
import { type Tally, tally } from '../catalog/index.js';
import type { Transaction } from '../platform/database/index.js';
import type { ProgramCertificateDescription } from './description/program-certificate-description.js';
import { replaceSignatories, upsertProgramCertificates } from './program-certificate.sql.js';

/** Configuration of program certificates and who signs them. */
@Injectable()
export class ProgramCertificatesService {
  /**
   * Makes the certificates of the described programs what the description says; applied again it changes nothing. The
   * programs must exist.
   */
  async apply(transaction: Transaction, described: readonly ProgramCertificateDescription[]): Promise<Tally> {
    const rows = await transaction.run(upsertProgramCertificates, [JSON.stringify(described)]);
    const created = new Set(rows.filter((row) => row.created).map((row) => row.program_uuid));
    const changed = new Set(rows.filter((row) => !row.created).map((row) => row.program_uuid));
    const signed = described.filter(({ signatories }) => signatories !== undefined);
    for (const row of await transaction.run(replaceSignatories, [JSON.stringify(signed)])) {
      changed.add(row.program_uuid);
    }
    return tally(
      described.map(({ program_uuid: uuid }) =>
        created.has(uuid) ? 'created' : changed.has(uuid) ? 'changed' : 'unchanged',
      ),
    );
  }
}
