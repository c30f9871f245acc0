import { constants, type KeyObject, verify } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Config, ConfigurationError, readJwkSet } from '../../../config/index.js';
import { type JwkSource, jwkSource } from './jwk-source.js';

/** Least time between two reads that are caused by a token that no key fits: anybody can send such tokens. */
const EXTRA_READ_INTERVAL_MS = 60_000;

const DIGESTS = { RS256: 'sha256', RS512: 'sha512' } as const;

export type RsaAlgorithm = keyof typeof DIGESTS;

/**
 * The public keys of the LMS. A read that fails or finds no good key keeps the known keys; a successful one replaces them
 * all. Weak keys are left out.
 */
@Injectable()
export class PublicKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(PublicKeys.name);
  private readonly source: JwkSource | undefined;
  private readonly listeners: (() => void)[] = [];
  private keys: readonly KeyObject[] = [];
  private text: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private extraReadAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(private readonly config: Config) {
    const setting = config.jwtPublicSigningJwkSet;
    this.source = setting === undefined ? undefined : jwkSource(setting);
  }

  async onModuleInit(): Promise<void> {
    if (this.source === undefined) return;
    try {
      await this.read(this.source);
    } catch (error) {
      const problem = `JWT_PUBLIC_SIGNING_JWK_SET: the JWK set is not usable: ${(error as Error).message}`;
      if (this.source.required) throw new ConfigurationError([problem]);
      this.logger.warn(problem);
    }
    if (this.source.intervalMs !== undefined) {
      this.timer = setInterval(() => void this.refresh(), this.source.intervalMs).unref();
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Calls `listener` after each change of the keys. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Finds the key that made a signature. It tries every key, since the maker of a token chooses `kid`.
   * When none fits, it reads the set again, which may be newer than ours: at most once a minute.
   */
  async find(algorithm: RsaAlgorithm, signed: string, signature: Buffer): Promise<KeyObject | undefined> {
    const found = this.findNow(algorithm, signed, signature);
    if (found !== undefined || !this.mayReadAgain()) return found;
    this.extraReadAt = performance.now();
    await this.refresh();
    return this.findNow(algorithm, signed, signature);
  }

  /** Reads the set again. A failure is logged, and the known keys stay. */
  async refresh(): Promise<void> {
    if (this.source === undefined) return;
    this.reading ??= this.read(this.source)
      .catch((error: unknown) => {
        this.logger.warn(`The JWK set could not be read again: ${(error as Error).message}`);
      })
      .finally(() => (this.reading = undefined));
    await this.reading;
  }

  private findNow(algorithm: RsaAlgorithm, signed: string, signature: Buffer): KeyObject | undefined {
    const data = Buffer.from(signed);
    return this.keys.find((key) =>
      verify(DIGESTS[algorithm], data, { key, padding: constants.RSA_PKCS1_PADDING }, signature),
    );
  }

  private mayReadAgain(): boolean {
    return (
      this.source?.intervalMs !== undefined &&
      (this.reading !== undefined || performance.now() - this.extraReadAt >= EXTRA_READ_INTERVAL_MS)
    );
  }

  private async read(source: JwkSource): Promise<void> {
    const text = await source.read();
    if (text === undefined || text === this.text) return;
    const { keys, leftOut, warnings } = readJwkSet(text, this.config);
    const first = this.text === undefined;
    this.text = text;
    this.keys = keys;
    for (const listener of this.listeners) listener();
    for (const warning of warnings) this.logger.warn(`The JWK set needs a change: ${warning}`);
    for (const reason of leftOut) this.logger.warn(`A key of the JWK set is left out: ${reason}`);
    if (!first) this.logger.log(`The JWK set has changed; it holds ${keys.length} usable keys now.`);
  }
}
