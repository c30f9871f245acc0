import type { INestApplicationContext } from '@nestjs/common';
import { type Principal, UsersService } from '../../identity/index.js';

/** The learner, as if they called with a token of this moment. */
export async function callerNamed(context: INestApplicationContext, username: string): Promise<Principal> {
  const issuedAt = new Date();
  const user = await context.get(UsersService, { strict: false }).signIn(username, {}, issuedAt);
  return user.actingBy({ administrator: undefined, issuedAt: issuedAt.getTime() });
}
