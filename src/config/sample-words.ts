/** Words of the secrets in examples, tutorials and development set-ups, and the words between them. */
const WORDS = `
  abc access admin and another any api app application asdf auth authentication authorization base64 bit bits byte bytes
  change chars characters client cms conformance course credential credentials customer def default demo dev devel
  development developer devstack django docker dummy edx enough example fake foo bar baz for from generate generated
  hello here hex hmac hs256 hs384 hs512 jwt key keys keep least length letmein lms local localhost long minimum
  more must mysql need needs new not old only open openedx our pass passphrase please
  postgres private prod production public qwerty random replace root safe sample secret secrets secure server service
  session set sha256 shared should sign signature signing site some staging string strong sufficient super temp temporary test
  testing tests text than that the this token top tutor unsafe use used user valid value very welcome which with world
  xyz your 123 128 256 384 456 512 789
`;

/** Letters that people write as digits or signs, as in `p@ssw0rd`. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  o: '0',
  i: '1',
  l: '1',
  e: '3',
  a: '4',
  '@': '4',
  s: '5',
  $: '5',
  t: '7',
};

const SEPARATORS = /[\s!"#%&'()*+,./:;<=>?[\\\]^_`{|}~-]+/g;

/** The longest first: `development` is one word, and no `dev` with a rest. */
const SAMPLE_WORDS = new RegExp(
  WORDS.trim()
    .split(/\s+/)
    .sort((one, other) => other.length - one.length)
    .map(plain)
    .join('|'),
  'g',
);

/** A random text has a short word now and then, but not so many. */
const LEAST_IN_WORDS = 12;

/** Whether words of examples make up more than half of the letters and digits of a text. */
export function areMostlySampleWords(text: string): boolean {
  const characters = plain(text);
  const all = characters.replaceAll(SEPARATORS, '').length;
  const inWords = all - characters.replaceAll(SAMPLE_WORDS, ' ').replaceAll(SEPARATORS, '').length;
  return inWords >= LEAST_IN_WORDS && 2 * inWords > all;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[oileas@$t]/g, (character) => LOOK_ALIKES[character] ?? character);
}
