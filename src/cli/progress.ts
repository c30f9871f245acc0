import type { Terminal } from './command.js';

/** Elsewhere than on a terminal a long work tells of itself once in that time. */
const QUIET_MS = 5000;

const LONGEST_BAR = 30;
const GAP = '  ';

interface Work {
  readonly done: number;
  readonly total: number;
}

/**
 * How far works are, several of which may be done at once. On a terminal those at work share a line that is written over;
 * elsewhere there is a line when one is done, and now and then one for a work that takes long.
 */
export class Progress {
  private readonly atWork = new Map<string, Work>();
  private told = performance.now();

  private readonly columns: number | undefined;

  /** @param columns the width of the terminal; undefined elsewhere, 0 where it is not known, as in containers */
  constructor(
    private readonly terminal: Pick<Terminal, 'err'>,
    columns: number | undefined,
  ) {
    this.columns = columns === 0 ? undefined : columns;
  }

  show(title: string, work: Work): void {
    const isDone = work.done >= work.total;
    if (isDone) this.atWork.delete(title);
    else this.atWork.set(title, work);
    if (this.columns !== undefined) {
      if (isDone) this.terminal.err(`${CLEAR}${this.line([[title, work]])}\n`);
      this.terminal.err(`${CLEAR}${this.line([...this.atWork])}`);
    } else if (isDone || performance.now() - this.told >= QUIET_MS) {
      this.terminal.err(`${textOf(title, work)}\n`);
      this.told = performance.now();
    }
  }

  /** What follows begins on a line of its own. */
  end(): void {
    if (this.columns !== undefined && this.atWork.size > 0) this.terminal.err('\n');
    this.atWork.clear();
  }

  /** Bars take what the words leave of the line: one that was longer could not be written over. */
  private line(works: readonly (readonly [title: string, work: Work])[]): string {
    const texts = works.map(([title, work]) => `${textOf(title, work)} `);
    const width = this.columns! - 1;
    const room = width - texts.join(GAP).length;
    const signs = Math.min(LONGEST_BAR, Math.floor(room / works.length) - BRACKETS);
    const line = works.map(([, work], index) => texts[index]! + bar(work, signs)).join(GAP);
    return line.length > width ? `${line.slice(0, width - 1)}…` : line;
  }
}

const CLEAR = '\r\x1b[K';
const BRACKETS = 2;

const textOf = (title: string, { done, total }: Work) => `${title}: ${done} of ${total}`;

function bar({ done, total }: Work, signs: number): string {
  if (signs < 1) return '';
  const full = total === 0 ? signs : Math.min(signs, Math.floor((done / total) * signs));
  return `[${'#'.repeat(full)}${' '.repeat(signs - full)}]`;
}
