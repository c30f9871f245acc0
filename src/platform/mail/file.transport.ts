import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { TemporaryFailure } from '../outbox/index.js';
import type { MailTransport, ComposedMail } from './mail-transport.js';

/** Writes each mail as a file that any mail client opens, for machines without a mail server. */
export class FileTransport implements MailTransport {
  private readonly composer = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'unix',
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  constructor(private readonly folder: string) {}

  /** Writes under another name first, so that readers of `.eml` files never see half a mail. */
  async send(message: ComposedMail): Promise<void> {
    const { message: content } = await this.composer.sendMail({
      ...message,
      textEncoding: 'quoted-printable',
    });
    const time = new Date().toISOString().replace(/[-:]/g, '');
    const name = `${time}-${message.messageId.replace(/^<|@.*$/g, '')}.eml`;
    const unfinished = join(this.folder, `.${randomUUID()}`);
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(unfinished, content as Buffer, { mode: 0o600 });
      await rename(unfinished, join(this.folder, name));
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      throw this.failure(error);
    }
  }

  async verify(): Promise<string> {
    try {
      await mkdir(this.folder, { recursive: true });
      await access(this.folder, constants.W_OK);
      return `mails become files in ${this.folder}`;
    } catch (error) {
      throw this.failure(error);
    }
  }

  close(): void {
    this.composer.close();
  }

  private failure(error: unknown): TemporaryFailure {
    return new TemporaryFailure(
      `the folder for mails cannot be written (${(error as NodeJS.ErrnoException).code ?? ''})`,
    );
  }
}
