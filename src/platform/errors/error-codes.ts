/** A kind of error, for machines and for people who look a code up. */
interface ErrorKind {
  readonly status: number;
  /** The same for every error of the kind. */
  readonly title: string;
  /** When it happens and what to do. */
  readonly meaning: string;
}

/**
 * The codes of errors. They are stable: a code never changes its meaning, and a client may rely on it where the words of
 * an error are for people. docs/errors.md has the same list. The first code of a status stands for all of it.
 */
export const ERROR_CODES = {
  bad_request: kind(
    400,
    'Bad request',
    'The request as a whole is wrong; for instance, it is not JSON: correct it before you repeat it.',
  ),
  invalid_input: kind(
    400,
    'Invalid input',
    'Fields or parameters are wrong: correct those that the body names.',
  ),
  not_authenticated: kind(
    401,
    'Not authenticated',
    'The route needs a token, and there is none: send `Authorization`.',
  ),
  invalid_token: kind(401, 'Invalid token', 'The token is not valid, or not any more: get a new one.'),
  permission_denied: kind(
    403,
    'Permission denied',
    'The caller lacks a right: ask staff for the one that `required` names.',
  ),
  csrf_failed: kind(
    403,
    'CSRF check failed',
    'A change with cookies needs a fresh CSRF token and a known origin.',
  ),
  not_found: kind(
    404,
    'Not found',
    'It does not exist, or the caller must not learn that it does: check the address.',
  ),
  method_not_allowed: kind(405, 'Method not allowed', 'The path has other methods: see `Allow`.'),
  too_slow: kind(408, 'Too slow', 'The request did not arrive in time: repeat it; nothing was changed.'),
  conflict: kind(409, 'Conflict', 'The request does not fit the state of the thing: `detail` says why.'),
  idempotency_key_in_use: kind(
    409,
    'Request in progress',
    'A request with the same key is in progress: repeat it a little later.',
  ),
  idempotency_answer_lost: kind(
    409,
    'Answer lost',
    'The request with this key was carried out; its answer was not kept, or the caller’s rights have changed since: read the result.',
  ),
  precondition_failed: kind(
    412,
    'Changed meanwhile',
    'The thing has changed since it was read: read it again and repeat the change.',
  ),
  body_too_large: kind(413, 'Body too large', 'The body is larger than the route takes: send it in parts.'),
  address_too_long: kind(414, 'Address too long', 'A part of the path is too long: check the address.'),
  unsupported_media_type: kind(
    415,
    'Unsupported media type',
    'The route does not take a body of this kind: see `Content-Type`.',
  ),
  idempotency_key_reused: kind(
    422,
    'Key reused',
    'The key belongs to another request, with another method, address or body: draw a new one.',
  ),
  throttled: kind(429, 'Throttled', 'The user calls too often: wait as long as `Retry-After` says.'),
  headers_too_large: kind(
    431,
    'Headers too large',
    'The headers of the request are too large: send fewer, or smaller cookies.',
  ),
  internal_error: kind(
    500,
    'Internal error',
    'A fault of the service; its log tells more under the `request_id`. The change may have been made: read the result.',
  ),
  busy: kind(503, 'Busy', 'Too many want the same at once: repeat the request.'),
  database_unreachable: kind(
    503,
    'Database unreachable',
    'The database cannot be reached: repeat the request.',
  ),
  database_storage: kind(
    503,
    'Database without storage',
    'The database cannot store anything at the moment: an operator must act.',
  ),
  too_late: kind(
    503,
    'Too late',
    'The request was not done within its time; nothing was changed: repeat it.',
  ),
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The code of a refusal of which only the status is known. */
export function codeOfStatus(status: number): ErrorCode {
  const found = Object.entries(ERROR_CODES).find(([, known]) => known.status === status)?.[0];
  return (found as ErrorCode | undefined) ?? (status < 500 ? 'bad_request' : 'internal_error');
}

function kind(status: number, title: string, meaning: string): ErrorKind {
  return { status, title, meaning };
}
