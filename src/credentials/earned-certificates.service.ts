import { Injectable } from '@nestjs/common';
import { LearnerNames, PAGE_WAIT_MS } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Replicas } from '../platform/database/index.js';
import type { EarnedCertificate, ScannedSignature } from './earned-certificate.js';
import { readEarnedCertificate, readSignatures } from './earned-certificate.sql.js';

/**
 * Finds certificates that anyone may see: awarded and visible, or with `SHOW_REVOKED` visible until they were revoked. A read
 * may lag behind the last change.
 */
@Injectable()
export class EarnedCertificatesService {
  constructor(
    private readonly replicas: Replicas,
    private readonly names: LearnerNames,
    private readonly config: Config,
  ) {}

  /** @param options `withDigests`: with the digests of the scanned signatures, which take time to make */
  async find(uuid: string, { withDigests = false } = {}): Promise<EarnedCertificate | undefined> {
    const [row] = await this.replicas.run(readEarnedCertificate, [
      uuid,
      withDigests,
      this.config.showRevoked,
    ]);
    if (row === undefined) return undefined;
    const { userId, nameIsAwaited, courses, ...found } = row;
    const certificate = {
      ...found,
      courses: courses.map((course) => ({ ...course, issued: new Date(course.issued) })),
    };
    if (!nameIsAwaited) return certificate;
    // A replica may not have the new name yet.
    const fullName = await this.names.find(userId, PAGE_WAIT_MS);
    return fullName === undefined ? certificate : { ...certificate, fullName };
  }

  /** All scanned signatures, up to a megabyte each; none of a revoked certificate. */
  findSignatures(uuid: string): Promise<ScannedSignature[]> {
    return this.replicas.run(readSignatures, [uuid, null]);
  }

  /** @param position the signatory's, from 0 */
  async findSignature(uuid: string, position: number): Promise<ScannedSignature | undefined> {
    const [signature] = await this.replicas.run(readSignatures, [uuid, position]);
    return signature;
  }
}
