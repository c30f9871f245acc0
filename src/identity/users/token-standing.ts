/** What a token says about its person: it names them as of a time. Times are milliseconds. */
export interface TokenStamp {
  /** `iat`. */
  readonly issuedAt: number;
  /** `user_id`; undefined when the token has none. */
  readonly lmsUserId: number | undefined;
  /** The claim of that name. */
  readonly administrator: boolean | undefined;
}

/** What the service knows of a username and its user. A time that is not known is `-Infinity`. */
export interface NameFacts {
  /** When the username went from one user to another. */
  readonly nameChangedAt: number;
  readonly lmsUserId: number | undefined;
  /** As of when the service knows `lmsUserId`, or that there is none. */
  readonly lmsUserIdAt: number;
  /** `iat` of the newest token that changed the user. */
  readonly claimsIssuedAt: number;
}

/** `open`: the token gives the user another number in the LMS; the database must decide, see `settle`. */
export type Standing = 'good' | 'refused' | 'open';

const SECOND_MS = 1000;

/**
 * Whether a token is of the user who has its username now. A token names a person at a time: one issued before the
 * username changed hands is another person's. `iat` is a whole second, so a token of the very second of the change
 * counts as older, unless its `user_id` shows that it is the user's.
 */
export function standingOf(
  { issuedAt, lmsUserId }: Omit<TokenStamp, 'administrator'>,
  facts: NameFacts,
): Standing {
  const sameNumber = lmsUserId !== undefined && lmsUserId === facts.lmsUserId;
  if (issuedAt <= facts.nameChangedAt) {
    const inThatSecond = issuedAt >= facts.nameChangedAt - (facts.nameChangedAt % SECOND_MS);
    return sameNumber && inThatSecond ? 'good' : 'refused';
  }
  if (lmsUserId === undefined || sameNumber) return 'good';
  if (facts.lmsUserId === undefined) return issuedAt < facts.lmsUserIdAt ? 'refused' : 'open';
  return issuedAt > Math.max(facts.lmsUserIdAt, facts.claimsIssuedAt) ? 'open' : 'refused';
}
