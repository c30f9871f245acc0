import { ModernFakeTimers } from '@jest/fake-timers';
import { expect } from 'expect';
import { bind } from 'jest-each';
import { ModuleMocker } from 'jest-mock';

/*
 * The functions of jest that our specs use. Unlike jest this keeps the loaded files, so that a rule is changed and its
 * tests run again in milliseconds instead of seconds.
 */

/** Longest time of a test or hook, as in jest.config.mjs. */
const TIMEOUT_MS = 60_000;

/** A test or hook that only the clock has ended. */
export class NoEnd extends Error {}

const root = newBlock('', undefined);
let current = root;
let file = '';

function newBlock(name, parent) {
  return { name, parent, children: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
}

function inBlock(name, declare) {
  const block = newBlock(name, current);
  current.children.push(block);
  current = block;
  try {
    declare();
  } finally {
    current = block.parent;
  }
}

/** Loads a spec; its tests get the name of the file. */
export async function load(name, importFile) {
  const block = newBlock(name, root);
  root.children.push(block);
  [current, file] = [block, name];
  await importFile();
  current = root;
}

const declareTest = (name, run, timeoutMs = TIMEOUT_MS) => {
  const path = [];
  for (let block = current; block !== root; block = block.parent) path.unshift(block.name);
  current.children.push({ id: [...path, name].join(' '), file, run, timeoutMs });
};
const none = () => undefined;

export { expect };
export const it = Object.assign((...given) => declareTest(...given), {
  each: bind((...given) => declareTest(...given), false),
  skip: Object.assign(none, { each: () => none }),
});
export const test = it;
export const describe = Object.assign((...given) => inBlock(...given), {
  each: bind((...given) => inBlock(...given), false),
  skip: Object.assign(none, { each: () => none }),
});
export const beforeAll = (hook) => void current.beforeAll.push(hook);
export const afterAll = (hook) => void current.afterAll.unshift(hook);
export const beforeEach = (hook) => void current.beforeEach.push(hook);
export const afterEach = (hook) => void current.afterEach.unshift(hook);

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({
  config: { fakeTimers: {}, rootDir: process.cwd() },
  global: globalThis,
});
export const jest = {
  fn: (...given) => mocker.fn(...given),
  spyOn: (...given) => mocker.spyOn(...given),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  useFakeTimers: (options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (now) => timers.setSystemTime(now),
  advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
};

/**
 * Runs tests in their order.
 * @param chosen ids; undefined: all
 * @param bail stop at the first test that fails
 * @param limitMs longest time of a test or hook
 * @param at told what runs: one test, or hooks of all of these tests
 * @returns a result for each test that ran
 */
export async function run({ chosen, bail = false, limitMs = TIMEOUT_MS, at = none }) {
  const results = [];
  const wanted = (node) =>
    node.children === undefined ? chosen === undefined || chosen.has(node.id) : node.children.some(wanted);
  const testsOf = (node) =>
    (node.children === undefined ? [node] : node.children.flatMap(testsOf)).filter(wanted);
  const done = () => bail && results.some(({ error }) => error !== undefined);

  async function runBlock(block, before, after) {
    at(testsOf(block));
    const broken = await failureOf(block.beforeAll, limitMs);
    const inner = [
      [...before, ...block.beforeEach],
      [...block.afterEach, ...after],
    ];
    for (const child of block.children.filter(wanted)) {
      if (done()) break;
      if (broken !== undefined)
        results.push(...testsOf(child).map((test) => ({ ...test, ms: 0, error: broken })));
      else if (child.children !== undefined) await runBlock(child, ...inner);
      else await runTest(child, ...inner);
    }
    at(testsOf(block));
    const left = await failureOf(block.afterAll, limitMs);
    if (left !== undefined)
      results.push(
        ...testsOf(block)
          .slice(0, 1)
          .map((test) => ({ ...test, ms: 0, error: left })),
      );
  }

  async function runTest(test, before, after) {
    at([test]);
    const start = performance.now();
    let error = await failureOf([...before, test.run], Math.min(test.timeoutMs, limitMs));
    error = (await failureOf(after, limitMs)) ?? error;
    results.push({ ...test, ms: performance.now() - start, error });
  }

  await runBlock(root, [], []);
  return results;
}

let outside = none;
for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, (error) => outside(error));

/** The first failure of these steps, also one outside of their promises; undefined when all are good. */
async function failureOf(steps, timeoutMs) {
  for (const step of steps) {
    let timer;
    try {
      await new Promise((resolve, reject) => {
        outside = reject;
        timer = setTimeout(() => reject(new NoEnd(`no end after ${timeoutMs} ms`)), timeoutMs);
        Promise.resolve(step()).then(resolve, reject);
      });
    } catch (error) {
      return error ?? new Error('failed');
    } finally {
      clearTimeout(timer);
      outside = none;
    }
  }
  return undefined;
}
