import { codeOfStatus, ErrorWords } from '../errors/index.js';
import type { Refusal } from './error-writer.js';

/** Words for what the framework refuses by itself. Its own words name internals. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'Malformed request.',
  404: ErrorWords.notFound,
  408: ErrorWords.tooSlow,
  413: ErrorWords.tooLarge,
  414: ErrorWords.addressTooLong,
  415: ErrorWords.unsupportedMediaType,
  431: 'The request headers are too large.',
  503: 'The service is shutting down.',
};

export function refusalWords(status: number): string {
  return WORDS[status] ?? (status < 500 ? 'The request cannot be handled.' : 'Internal server error.');
}

/** The answer to what the framework refuses. */
export function refusalOf(status: number, detail = refusalWords(status)): Refusal {
  return { status, code: codeOfStatus(status), headers: {}, body: { detail } };
}
