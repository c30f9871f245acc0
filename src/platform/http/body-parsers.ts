import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { ErrorWords, BadRequestError, UnsupportedMediaTypeError } from '../errors/index.js';
import { formBody } from '../validation/index.js';

/** Deeper bodies are refused. The deepest that the API knows has four levels. */
const DEEPEST_LEVELS = 20;

/** The character that a decoder puts in place of invalid bytes. */
const REPLACED = '\ufffd';

/** Reads JSON and form bodies, and refuses what the rest of the service cannot handle. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    attempt(() => parseJson(body as Buffer), done);
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body, done) => {
      attempt(() => parseForm(body as Buffer), done);
    },
  );
  fastify.addHook('onRoute', ({ config }) => {
    for (const type of config?.images ?? []) addImageParser(fastify, type);
  });
}

/** A parser serves all routes, so it refuses the image where the route does not take it. */
function addImageParser(fastify: FastifyInstance, type: string): void {
  if (fastify.hasContentTypeParser(type)) return;
  fastify.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body, done) => {
    const isTaken = request.routeOptions.config.images?.includes(type);
    done(isTaken ? null : new UnsupportedMediaTypeError('This route does not take images.'), body);
  });
}

function attempt(parse: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, parse());
  } catch (error) {
    done(error as Error);
  }
}

function parseJson(body: Buffer): unknown {
  const text = requireUtf8(body);
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadRequestError(`JSON parse error - ${(error as Error).message.replace(/, ".*$/s, '')}`);
  }
  // Raw U+0000 is not valid JSON; only its escape can bring one in.
  inspect(value, text.includes('\\u0000'), 0);
  return value;
}

function parseForm(body: Buffer): Record<string, string> {
  const text = requireUtf8(body);
  const pairs = [...new URLSearchParams(text)];
  if (hasBrokenEscape(text, pairs)) throw new BadRequestError('The request body is not UTF-8.');
  const form = formBody(pairs);
  inspect(form, text.includes('%00') || text.includes('\0'), 0);
  return form;
}

/** Whether escaped bytes are not UTF-8: the decoder made them U+FFFD, which the form did not send itself. */
function hasBrokenEscape(text: string, pairs: readonly (readonly string[])[]): boolean {
  const isReplaced = pairs.some((pair) => pair.some((part) => part.includes(REPLACED)));
  return isReplaced && !/\ufffd|%ef%bf%bd/i.test(text);
}

function requireUtf8(body: Buffer): string {
  if (!isUtf8(body)) throw new BadRequestError('The request body is not UTF-8.');
  return body.toString('utf8');
}

/** Refuses nesting that JSON.parse accepts but that overflows the stack later, and U+0000, which PostgreSQL refuses. */
function inspect(value: unknown, mayHoldNull: boolean, depth: number): void {
  if (typeof value === 'string') {
    if (mayHoldNull && value.includes('\0')) throw new BadRequestError(ErrorWords.nullCharacters);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= DEEPEST_LEVELS)
    throw new BadRequestError(`The request body is nested deeper than ${DEEPEST_LEVELS} levels.`);
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, mayHoldNull, depth + 1);
    return;
  }
  // `for in`: an array of entries would cost as much as the parsing in a bulk of 8 MB.
  const object = value as Record<string, unknown>;
  for (const key in object) {
    if (mayHoldNull && key.includes('\0')) throw new BadRequestError(ErrorWords.nullCharacters);
    inspect(object[key], mayHoldNull, depth + 1);
  }
}
