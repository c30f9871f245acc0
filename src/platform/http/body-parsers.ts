import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BadRequestError, UnsupportedMediaTypeError } from '../errors/index.js';
import { excessOf, type JsonLimits } from '../text/index.js';
import { formBody, UnreadableBody } from '../validation/index.js';

/**
 * Beyond them a body is refused unread. The deepest that the API knows has four levels. The largest is a bulk of 10,000
 * questions with four keys each, whose lists fit into eight megabytes.
 */
const LIMITS: JsonLimits = { levels: 20, keys: 50_000, values: 500_000 };

/** The character that a decoder puts in place of invalid bytes. */
const REPLACED = '\ufffd';

/** Reads JSON and form bodies, and refuses what the rest of the service cannot handle. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    attempt(() => (takesImages(request) ? {} : parseJson(body as Buffer)), done);
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (request, body, done) => {
      attempt(() => (takesImages(request) ? {} : parseForm(body as Buffer)), done);
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
    // Where there is no route, that is the answer.
    const isTaken = request.is404 || request.routeOptions.config.images?.includes(type);
    done(isTaken ? null : new UnsupportedMediaTypeError('This route does not take images.'), body);
  });
}

/** An image under another name, such as curl's own, is no JSON or form: its route says what it wants. */
function takesImages({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config.images ?? []).length > 0;
}

/** A body that cannot be read is refused by the pipes: who may not call the route learns that first. */
function attempt(parse: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, parse());
  } catch (error) {
    done(null, new UnreadableBody(error as Error));
  }
}

function parseJson(body: Buffer): unknown {
  const text = requireUtf8(body);
  if (text.trim() === '') return {};
  const excess = excessOf(body, LIMITS);
  if (excess !== undefined) throw new BadRequestError(`The request body ${excess}.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRequestError(`JSON parse error - Expecting value: ${placeOf(error as Error, text)}`);
  }
}

/** The place of a syntax error, as Python says it. The parser's own words hold pieces of the body. */
function placeOf({ message }: Error, text: string): string {
  const at = Number(/ at position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line} column ${at - before.lastIndexOf('\n')} (char ${at})`;
}

function parseForm(body: Buffer): Record<string, string> {
  const text = requireUtf8(body);
  requireFewFields(text);
  const pairs = [...new URLSearchParams(text)];
  if (hasBrokenEscape(text, pairs)) throw new BadRequestError('The request body is not UTF-8.');
  return formBody(pairs);
}

function requireFewFields(text: string): void {
  let fields = 1;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) fields += 1;
  if (fields > LIMITS.keys) throw new BadRequestError(`The request body has more than ${LIMITS.keys} keys.`);
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
