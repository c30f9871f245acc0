import { Injectable } from '@nestjs/common';
import { Replicas } from '../platform/database/index.js';
import type { EarnedCertificate, ScannedSignature } from './earned-certificate.js';
import { readEarnedCertificate, readSignature } from './earned-certificate.sql.js';

/** Finds certificates that anyone may see: awarded and visible. A read may lag behind the last change. */
@Injectable()
export class EarnedCertificatesService {
  constructor(private readonly replicas: Replicas) {}

  /** @param options `withImages`: with the scanned signatures, up to a megabyte each */
  async find(uuid: string, { withImages = false } = {}): Promise<EarnedCertificate | undefined> {
    const [certificate] = await this.replicas.run(readEarnedCertificate, [uuid, withImages]);
    return certificate;
  }

  /** @param position the signatory's, from 0 */
  async findSignature(uuid: string, position: number): Promise<ScannedSignature | undefined> {
    const [signature] = await this.replicas.run(readSignature, [uuid, position]);
    return signature;
  }
}
