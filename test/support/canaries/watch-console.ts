import { format } from 'node:util';
import { watchOutput } from './index.js';

// Libraries write to the console too, in every test file.
for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const) {
  const write = console[method].bind(console);
  console[method] = (...values: unknown[]) => {
    watchOutput({ from: `console.${method}`, text: format(...values) });
    write(...values);
  };
}
