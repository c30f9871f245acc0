import { areMostlySampleWords } from './sample-words.js';

/**
 * Secrets that everybody can read: in this repository, in its compose file, in the development set-ups of Open edX, in
 * RFC 7515 and in a tutorial that many have copied.
 */
const PUBLISHED: readonly string[] = [
  'change-me-change-me-change-me',
  'conformance-secret-conformance-secret',
  'lms-secret',
  'credentials-secret',
  'SET-ME-PLEASE',
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
];

/** Words of examples, which are not meant to be used, and too long to be in a random secret. */
const EXAMPLE_WORDS = /change[-_ ]?me|replace[-_ ]?me|pass(?:word|wort)|placeholder|insecure/i;

const LEAST_BYTES = 16;
const LEAST_DIFFERENT_CHARACTERS = 8;
/** RFC 7518 asks for a key as long as the digest. */
const ADVISED_BYTES = 32;

/**
 * Says why others could guess a shared secret; undefined when it looks like a random one. Whoever has it can make a
 * token for any user. The words follow the name of the setting, and do not hold the secret.
 */
export function secretProblem(secret: string): string | undefined {
  if (Buffer.byteLength(secret) < LEAST_BYTES) return `must have at least ${LEAST_BYTES} bytes`;
  if (PUBLISHED.includes(secret)) return 'is an example that everybody knows';
  if (new Set(secret).size < LEAST_DIFFERENT_CHARACTERS)
    return `must have at least ${LEAST_DIFFERENT_CHARACTERS} different characters`;
  const decoded = decodings(secret).map(patternOf);
  return patternOf(secret) ?? decoded.find((pattern) => pattern !== undefined);
}

/** What helps against a problem of a secret. */
export const SECRET_REMEDY = 'make a new one, for example with `openssl rand -base64 32`';

/** Advice about a secret that is in use, since nothing refuses it outside of production; undefined when there is none. */
export function secretAdvice(secret: string): string | undefined {
  const problem = secretProblem(secret);
  if (problem !== undefined) return problem.replace(/^must /, 'should ');
  return Buffer.byteLength(secret) < ADVISED_BYTES
    ? `should have at least ${ADVISED_BYTES} bytes, as HS256 asks for`
    : undefined;
}

/** The bytes that a secret stands for in base64 or hexadecimal, a character each. */
function decodings(secret: string): string[] {
  const encodings: BufferEncoding[] = [];
  if (/^[\w+/-]+={0,2}$/.test(secret)) encodings.push('base64');
  if (/^(?:[\da-f]{2})+$/i.test(secret)) encodings.push('hex');
  return encodings.map((encoding) => Buffer.from(secret, encoding).toString('latin1'));
}

/** Says what a text is made of, if that is easy to guess. */
function patternOf(text: string): string | undefined {
  if (EXAMPLE_WORDS.test(text) || areMostlySampleWords(text)) return 'is made of words of examples';
  const period = periodOf(text);
  if (period < text.length && Buffer.byteLength(text.slice(0, period)) < LEAST_BYTES)
    return 'repeats a few characters';
  return isRow(text) ? 'is a row of neighbouring characters' : undefined;
}

/** The length of the shortest start that, repeated at least one and a half times, gives most of the text. */
function periodOf(text: string): number {
  for (let period = 1; 3 * period <= 2 * text.length; period += 1) {
    const rest = Array.from(text.slice(period));
    if (isMost(rest.filter((character, index) => character === text[index]).length, rest.length))
      return period;
  }
  return text.length;
}

/** Letters and digits as they stand on a keyboard, row by row and column by column. */
const KEYBOARD = [
  '1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm',
  '1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik 9ol 0p',
].join(' ');

/** Whether most characters are followed by themselves or a neighbour, as in `0123…`, `aabbcc…` or `1qaz2wsx…`. */
function isRow(text: string): boolean {
  const steps = Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2));
  return isMost(steps.filter(isStep).length, steps.length);
}

function isStep(pair: string): boolean {
  if (Math.abs(pair.charCodeAt(0) - pair.charCodeAt(1)) <= 1) return true;
  const [first = '', second = ''] = pair.toLowerCase();
  return KEYBOARD.includes(first + second) || KEYBOARD.includes(second + first);
}

function isMost(count: number, all: number): boolean {
  return 4 * count >= 3 * all;
}
