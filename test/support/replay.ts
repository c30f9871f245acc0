import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../conformance/', import.meta.url));

export interface Replay {
  /** Lines about failed scenarios; empty when all passed. */
  readonly problems: string[];
  readonly summary: string;
}

/** Replays a file of recorded exchanges against a running service, as an operator would. */
export async function replay(file: string, base: string, options: readonly string[] = []): Promise<Replay> {
  const child = spawn(process.execPath, ['replay.mjs', '--base', base, ...options, file], { cwd: FOLDER });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  const lines = output.trim().split('\n');
  return { problems: lines.slice(0, -1), summary: lines.at(-1) ?? '' };
}

export async function scenarioIds(file: string): Promise<string[]> {
  const { scenarios } = JSON.parse(await readFile(`${FOLDER}${file}`, 'utf8')) as {
    scenarios: { id: string }[];
  };
  return scenarios.map(({ id }) => id);
}
