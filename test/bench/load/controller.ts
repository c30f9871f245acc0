import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadReply, LoadResult } from './protocol.ts';

/** Controls the load process from the process that measures. */
export class Load {
  private readonly child: ChildProcess;

  constructor() {
    const script = fileURLToPath(new URL('load.ts', import.meta.url));
    this.child = fork(script, { serialization: 'advanced' });
  }

  run(order: LoadOrder): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('The load process has ended'));
      this.child.once('exit', onExit);
      this.child.once('message', (reply: LoadReply) => {
        this.child.off('exit', onExit);
        if ('error' in reply) reject(new Error(reply.error));
        else resolve(reply.result);
      });
      this.child.send(order);
    });
  }

  stop(): void {
    this.child.kill();
  }
}
