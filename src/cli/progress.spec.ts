import { expect, it } from '@jest/globals';
import { Progress } from './progress.js';

function shown(columns: number | undefined) {
  let text = '';
  return {
    progress: new Progress({ err: (part) => (text += part) }, columns),
    /** Lines as a terminal shows them when all is written. */
    lines: () => text.split('\n').map((line) => line.split('\r\x1b[K').at(-1)!),
  };
}

it('works that are done at once share a line of the terminal, and each is left behind when it is done', () => {
  const { progress, lines } = shown(60);
  progress.show('credentials', { done: 1, total: 4 });
  progress.show('grades', { done: 1, total: 2 });
  expect(lines()).toEqual(['credentials: 1 of 4 [##       ]  grades: 1 of 2 [####     ]']);
  progress.show('grades', { done: 2, total: 2 });
  expect(lines()).toEqual([
    `grades: 2 of 2 [${'#'.repeat(30)}]`,
    `credentials: 1 of 4 [${'#'.repeat(7)}${' '.repeat(23)}]`,
  ]);
  progress.end();
  expect(lines()).toHaveLength(3);
});

it('no line is longer than a narrow terminal', () => {
  const { progress, lines } = shown(40);
  progress.show('credentials', { done: 1000, total: 4000 });
  progress.show('grades', { done: 1000, total: 2000 });
  expect(lines()[0]).toBe('credentials: 1000 of 4000   grades: 10…');
});

it.each([undefined, 0])(
  'without a terminal, or its width, a work tells of itself when it is done',
  (columns) => {
    const { progress, lines } = shown(columns);
    progress.show('users', { done: 1, total: 2 });
    progress.show('users', { done: 2, total: 2 });
    progress.show('courses', { done: 0, total: 0 });
    progress.end();
    expect(lines()).toEqual(['users: 2 of 2', 'courses: 0 of 0', '']);
  },
);
