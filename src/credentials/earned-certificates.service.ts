import { Injectable } from '@nestjs/common';
import { LearnerNames, PAGE_WAIT_MS } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Replicas } from '../platform/database/index.js';
import type { EarnedCertificate, PictureContent, ScannedSignature } from './earned-certificate.js';
import { readEarnedCertificate, readPictures, readSignature } from './earned-certificate.sql.js';

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

  async find(uuid: string): Promise<EarnedCertificate | undefined> {
    const [row] = await this.replicas.run(readEarnedCertificate, [uuid, this.config.showRevoked]);
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

  /**
   * The stored pictures with these digests, up to a megabyte each: scanned signatures, the logos of organizations and
   * of the site. Each comes once, in no order; an unknown digest is left out.
   */
  async findPictures(digests: readonly string[]): Promise<PictureContent[]> {
    return digests.length === 0 ? [] : this.replicas.run(readPictures, [digests]);
  }

  /** @param position the signatory's, from 0 */
  async findSignature(uuid: string, position: number): Promise<ScannedSignature | undefined> {
    const [signature] = await this.replicas.run(readSignature, [uuid, position]);
    return signature;
  }
}
