import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);
const READ_BYTES = 64 * 1024;

export interface Reply {
  readonly status: number;
  readonly bodyBytes: number;
}

/**
 * One HTTP/1.1 connection that is kept alive and carries one request at a time. It is hand-written, since a full client
 * costs as much as the measured server. It reads only status and length of an answer.
 */
export class Connection {
  private readonly socket: Socket;
  private head = NOTHING;
  private status = 0;
  private bodyBytes = 0;
  private missing = -1;
  private settle: ((reply: Reply) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  constructor(port: number) {
    this.socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.alloc(READ_BYTES),
        callback: (length, buffer) => {
          this.receive((buffer as Buffer).subarray(0, length));
          return true;
        },
      },
    });
    this.socket.on('error', (error) => this.fail?.(error));
    this.socket.on('close', () => this.fail?.(new Error('The server has closed the connection')));
  }

  send(request: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
      this.socket.write(request, 'latin1');
    });
  }

  end(): void {
    this.fail = undefined;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    if (this.missing < 0) {
      const bytes = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]);
      const end = bytes.indexOf(HEAD_END);
      if (end < 0) {
        // The next read reuses the buffer.
        this.head = Buffer.from(bytes);
        return;
      }
      this.readHead(bytes.toString('latin1', 0, end));
      this.head = NOTHING;
      this.missing -= bytes.length - end - HEAD_END.length;
    } else {
      this.missing -= chunk.length;
    }
    if (this.missing > 0) return;
    this.missing = -1;
    this.settle?.({ status: this.status, bodyBytes: this.bodyBytes });
  }

  private readHead(head: string): void {
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) this.fail?.(new Error(`An answer without a length:\n${head}`));
    this.status = Number(head.slice(9, 12));
    this.bodyBytes = Number(length);
    this.missing = this.bodyBytes;
  }
}
