import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mintToken } from '../support/tokens.ts';
import { ROOT } from './root.ts';

/** Who asks. The order matters: the later ones may rename and change what the earlier ones need. */
export const ROLES = ['anonymous', 'learner', 'partner', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** The service user of both kinds, with every permission and without being staff. */
export const PARTNER = 'partner';

const USERNAMES: Readonly<Record<Role, string | undefined>> = {
  anonymous: undefined,
  learner: 'alice',
  partner: PARTNER,
  admin: 'root',
};

const TOKEN_LIFETIME_SECONDS = 12 * 3600;

/** The Authorization header of a role; undefined for nobody. */
export function authorizationOf(role: Role): string | undefined {
  const username = USERNAMES[role];
  if (username === undefined) return undefined;
  return `JWT ${mintToken(username, { exp: Math.floor(Date.now() / 1000) + TOKEN_LIFETIME_SECONDS })}`;
}

interface World {
  readonly users: readonly object[];
}

/** The world of the recorded exchanges, with the partner. */
export function worldWithPartner(): object {
  const world = JSON.parse(readFileSync(join(ROOT, 'test/conformance/world.json'), 'utf8')) as World;
  const permissions = [
    ...['view', 'add', 'change', 'delete'].map((verb) => `credentials.${verb}_usercredential`),
    'records.add_usergrade',
    'records.change_usergrade',
  ];
  const partner = { username: PARTNER, claims: { email: 'partner@x.example', user_id: 9001 }, permissions };
  return {
    ...world,
    service_users: { learner_status_worker: PARTNER, username_replacement_worker: PARTNER },
    users: [...world.users, partner],
  };
}
