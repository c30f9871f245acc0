import { Injectable } from '@nestjs/common';
import { isName, UsersService } from '../identity/index.js';
import { Database, SqlState, sqlStateOf, statement } from '../platform/database/index.js';
import type { ReplaceUsernamesAnswer, UsernameMapping } from './username-mappings.js';

/** The username lives in this row only; credentials and grades refer to it by number. */
const rename = statement<{ id: number }, [oldName: string, newName: string]>(
  'username_replacement.rename',
  // The time keeps a token from before from bringing the old name back; see UsersService.signIn.
  `update users set username = $2, claims_issued_at = now(), modified = now()
    where lower(username) = lower($1) returning id`,
);

/** Gives users other names. */
@Injectable()
export class UsernameReplacementService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
  ) {}

  /** Carries the pairs out one after the other, each in a transaction of its own: one that fails stops no other. */
  async replaceAll(mappings: readonly UsernameMapping[]): Promise<ReplaceUsernamesAnswer> {
    const answer: ReplaceUsernamesAnswer = { successful_replacements: [], failed_replacements: [] };
    for (const mapping of mappings) {
      const replaced = await this.replace(mapping);
      (replaced ? answer.successful_replacements : answer.failed_replacements).push(mapping);
    }
    return answer;
  }

  /** @returns false when the new name is taken or is none */
  private async replace(mapping: UsernameMapping): Promise<boolean> {
    const [oldName = '', newName = ''] = Object.entries(mapping)
      .flat()
      .map((name) => name.trim());
    if (!isName(newName)) return false;
    try {
      // A single statement is its own transaction.
      const [user] = await this.database.run(rename, [oldName, newName]);
      if (user !== undefined) this.users.forget(user.id);
      return true;
    } catch (error) {
      if (sqlStateOf(error) !== SqlState.uniqueViolation) throw error;
      return false;
    }
  }
}
