import { counted } from '../text/index.js';

/** The words of refusals, in one place for the answers and their documentation. */
export const ErrorWords = {
  nullCharacters: 'Null characters are not allowed.',
  notAuthenticated: 'Authentication credentials were not provided.',
  invalidToken: 'Invalid token.',
  permissionDenied: 'You do not have permission to perform this action.',
  notFound: 'Not found.',
  preconditionFailed: 'The resource was changed meanwhile. Read it again and repeat your change.',
  noEntityTag: 'If-Match holds no entity tags. Send the ETag of an answer with its quotes, or `*`.',
  cutOff: 'The request was cut off.',
  tooLarge: 'The request body is too large.',
  addressTooLong: 'The address is too long.',
  keyInUse: 'A request with this Idempotency-Key is in progress.',
  keyReused: 'This Idempotency-Key belongs to another request: another method, address or body.',
  tooSlow: 'The request did not arrive in time.',
  bodiesBusy: 'Too many large bodies are being worked on; repeat the request.',
  unsupportedMediaType:
    'Unsupported media type in request. Use application/json or application/x-www-form-urlencoded.',
  imageWanted: (types: readonly string[]) =>
    `Send the image itself, with its Content-Type: ${types.join(', ')}.`,
  throttled: (seconds: number) =>
    `Request was throttled. Expected available in ${counted(seconds, 'second')}.`,
  databaseBusy: 'The database is busy; repeat the request.',
  databaseUnreachable: 'The database cannot be reached; repeat the request.',
  databaseStorage: 'The database cannot store anything at the moment; repeat the request later.',
  tooLate: 'The request took too long; repeat it.',
};
