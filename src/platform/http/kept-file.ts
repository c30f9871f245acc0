import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { takesGzip } from './accept.js';
import { entityTag, namesTag } from './entity-tag.js';

interface Kept {
  readonly tag: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/** A file that is the same for everybody, made and compressed at the first request and then answered from memory. */
export class KeptFile {
  private kept: Promise<Kept> | undefined;

  constructor(
    private readonly type: string,
    private readonly make: () => string | Promise<string | Buffer>,
  ) {}

  /** Answers 200, or 304 to a caller that has the file. */
  async answer({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { tag, plain, zipped } = await (this.kept ??= this.keep());
    // CORS may have written `Origin`.
    const vary = ['Accept-Encoding', reply.getHeader('vary')].filter(Boolean).join(', ');
    void reply.headers({ etag: tag, 'cache-control': 'public, no-cache', vary });
    if (namesTag(headers['if-none-match'], tag)) {
      await reply.status(304).send();
      return;
    }
    const takesZip = takesGzip(headers['accept-encoding']);
    if (takesZip) void reply.header('content-encoding', 'gzip');
    await reply.type(this.type).send(takesZip ? zipped : plain);
  }

  private async keep(): Promise<Kept> {
    try {
      // After the promise of this is kept: what throws at once must not stay.
      await Promise.resolve();
      const plain = Buffer.from(await this.make());
      // Weak: the two forms have one tag.
      return { tag: `W/${entityTag(plain)}`, plain, zipped: await promisify(gzip)(plain) };
    } catch (error) {
      // The next request tries again.
      this.kept = undefined;
      throw error;
    }
  }
}
