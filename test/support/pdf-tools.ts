import { spawnSync } from 'node:child_process';

/** Whether the Poppler tools are here, which read PDFs as people's programs do. */
export function hasPoppler(): boolean {
  return spawnSync('pdftotext', ['-v']).error === undefined;
}

/** Poppler puts these around a part from right to left, and the PDF beside one. */
const MARKS_OF_DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text of a PDF as somebody gets it who copies it, without marks of direction, and one space for each break. */
export function textOf(pdf: Uint8Array): string {
  const text = runTool('pdftotext', ['-enc', 'UTF-8', '-', '-'], pdf);
  return text.replace(MARKS_OF_DIRECTION, '').replace(/\s+/gu, ' ');
}

/** Runs a program that reads a PDF from its standard input. @throws Error with what it complains about */
export function runTool(program: string, args: readonly string[], pdf: Uint8Array): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input: pdf });
  if (error !== undefined || status !== 0)
    throw error ?? new Error(`${program} ended with ${status}: ${stderr.toString()}`);
  return stdout.toString('utf8');
}
