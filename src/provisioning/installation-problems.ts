import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/index.js';
import type { Transaction } from '../platform/database/index.js';
import type { Problem } from '../platform/validation/index.js';
import type { Installation } from './description/installation.js';

/** Finds problems of a description beyond its shape: repeated names, and references to missing things. */
@Injectable()
export class InstallationProblems {
  constructor(private readonly catalog: CatalogService) {}

  async find(transaction: Transaction, installation: Installation): Promise<Problem[]> {
    const { users, catalog, program_certificates: certificates } = installation;
    return [
      ...repeated(
        users.map(({ username }) => username.toLowerCase()),
        (index) => ({ path: `users[${index}].username`, message: 'an earlier user has this name' }),
      ),
      ...repeated(
        users.map(({ claims }) => claims?.user_id),
        (index) => ({ path: `users[${index}].claims.user_id`, message: 'an earlier user has this number' }),
      ),
      ...(await this.catalog.findProblems(transaction, catalog)).map(({ path, message }) => ({
        path: `catalog.${path}`,
        message,
      })),
      ...repeated(
        certificates.map((certificate) => certificate.program_uuid),
        (index) => ({
          path: `program_certificates[${index}].program_uuid`,
          message: 'an earlier certificate is for this program',
        }),
      ),
      ...(await this.unknownPrograms(transaction, installation)),
    ];
  }

  private async unknownPrograms(
    transaction: Transaction,
    { catalog, program_certificates: certificates }: Installation,
  ): Promise<Problem[]> {
    const described = new Set(catalog.programs.map(({ uuid }) => uuid));
    const open = certificates
      .map((certificate) => certificate.program_uuid)
      .filter((uuid) => !described.has(uuid));
    const unknown = await this.catalog.findUnknownPrograms(transaction, open);
    return certificates.flatMap(({ program_uuid: uuid }, index) =>
      unknown.has(uuid)
        ? [{ path: `program_certificates[${index}].program_uuid`, message: 'no program has this uuid' }]
        : [],
    );
  }
}

function repeated(
  values: readonly (string | number | undefined)[],
  problem: (index: number) => Problem,
): Problem[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [problem(index)] : [],
  );
}
