import type { FastifyRequest } from 'fastify';
import { ERROR_CODES, type ErrorCode } from '../errors/index.js';
import { namesType, qualityOf } from './accept.js';

/** Media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';
const JSON_TYPE = 'application/json';

/** An error, before it is written. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  /** A list, or an object with `detail` or with messages per field. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** An error as it goes out. */
export interface WrittenError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The parts of a request that an error's answer depends on. There may be no more than the id. */
export interface Asked {
  readonly id: string;
  readonly url?: string;
  readonly accept?: string | undefined;
}

/** Writes errors: as JSON with `code` and `request_id`, or as problem details where the caller asks for them. */
export class ErrorWriter {
  /** The page that describes the codes. */
  private readonly documentation: string;

  constructor(publicUrl: string) {
    this.documentation = `${publicUrl}/api-docs/`;
  }

  answer(refusal: Refusal, { id, url, headers: { accept } }: FastifyRequest): WrittenError {
    return this.write(refusal, { id, url, accept });
  }

  write(refusal: Refusal, { id, url, accept }: Asked): WrittenError {
    const { status, code } = refusal;
    const isProblem = wantsProblem(accept);
    const body = isProblem ? this.problemOf(refusal, { id, url: url ?? '' }) : withMarks(refusal, id);
    const type = isProblem ? PROBLEM_TYPE : JSON_TYPE;
    return {
      status,
      headers: {
        'content-type': `${type}; charset=utf-8`,
        // A body that is a list has no place for the code.
        'x-error-code': code,
        ...refusal.headers,
      },
      text: JSON.stringify(body),
    };
  }

  private problemOf({ status, code, body }: Refusal, { id, url }: { id: string; url: string }): object {
    const { title } = ERROR_CODES[code];
    const { detail, error, ...more } = Array.isArray(body) ? ({} as Words) : (body as Words);
    const isOfFields = code === 'invalid_input';
    return {
      type: `${this.documentation}#${code}`,
      title,
      status,
      detail: isOfFields ? 'The members of `errors` say what is wrong with which field.' : (detail ?? error),
      ...(isAddress(url) ? { instance: url.split('?', 1)[0] } : {}),
      code,
      request_id: id,
      ...(isOfFields ? { errors: body } : more),
    };
  }
}

type Words = Readonly<Record<string, unknown>> & { readonly detail?: unknown; readonly error?: unknown };

/** A field of the same name keeps its messages: the code is also in a header, and so is the id. */
function withMarks({ body, code }: Refusal, id: string): unknown {
  if (Array.isArray(body)) return body;
  // Not by assignment: a wrong field may be named `__proto__`.
  return { ...(body as object), ...Object.fromEntries(missing(body as object, { code, request_id: id })) };
}

function missing(body: object, marks: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(marks).filter(([name]) => !Object.hasOwn(body, name));
}

/** A client that reads both kinds names this one, since it differs from the type of other answers. */
function wantsProblem(accept: string | undefined): boolean {
  const wanted = qualityOf(accept, PROBLEM_TYPE);
  return wanted > 0 && namesType(accept, PROBLEM_TYPE) && wanted >= qualityOf(accept, JSON_TYPE);
}

/** Whether it is one that RFC 3986 knows. Those of malformed requests need not be. */
function isAddress(url: string): boolean {
  return /^\/(?!\/)(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*(?:\?|$)/i.test(url);
}
