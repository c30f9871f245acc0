import { format } from 'node:util';
import { watchConsole } from './index.js';

const METHODS = [
  'assert',
  'debug',
  'dir',
  'dirxml',
  'error',
  'group',
  'info',
  'log',
  'timeLog',
  'warn',
] as const;

// Libraries write to the console too, in every test file. `table` and `trace` call these.
for (const method of METHODS) {
  const write = console[method].bind(console) as (...values: unknown[]) => void;
  console[method] = (...values: unknown[]) => {
    watchConsole({ from: `console.${method}`, text: format(...values) });
    write(...values);
  };
}

// Each test file has a `process` of its own, while the streams belong to jest as well. So the streams stay as they are.
for (const name of ['stdout', 'stderr'] as const) {
  const stream = process[name];
  const write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    watchConsole({ from: name, text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
    return stream.write(chunk, ...rest);
  };
  const watched = new Proxy(stream, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  Object.defineProperty(process, name, { configurable: true, value: watched });
}
