import { type FieldErrors, ValidationError } from '../../platform/errors/index.js';
import { InputPipe, Messages } from '../../platform/validation/index.js';
import { IssueCredentialBody } from '../dto/issue-credential.body.js';
import type { BulkItem } from './bulk-items.js';
import { BulkOptionsBody, ChangeItemBody, MOST_ITEMS } from './dto/bulk.body.js';

const pipe = new InputPipe();

const read = async <T extends object>(type: new () => T, input: unknown): Promise<T> =>
  (await pipe.transform(input, { type: 'body', metatype: type })) as T;

/** Reads a body: the errors of a wrong item stand in its place. @throws ValidationError for the body as a whole */
export async function readBulkBody(body: unknown): Promise<BulkOptionsBody & { items: BulkItem[] }> {
  const { atomic, reason } = await read(BulkOptionsBody, body);
  const { items } = (body ?? {}) as { readonly items?: unknown };
  const problem = problemOfList(items);
  if (problem !== undefined) throw new ValidationError({ items: problem });
  return { atomic, reason, items: await readItems(items as readonly object[]) };
}

/** Reads items by the rules of single calls. They are objects. */
export async function readItems(items: readonly object[]): Promise<BulkItem[]> {
  const read: BulkItem[] = [];
  for (const item of items) read.push(await readItem(item));
  return read;
}

async function readItem(item: object): Promise<BulkItem> {
  try {
    if (!('uuid' in item)) return { issue: await read(IssueCredentialBody, item) };
    const { uuid, status } = await read(ChangeItemBody, item);
    return { change: uuid, status };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { errors: error.fields as FieldErrors };
  }
}

function problemOfList(items: unknown): readonly string[] | readonly FieldErrors[] | undefined {
  if (items === undefined) return [Messages.required];
  if (items === null) return [Messages.notNull];
  if (!Array.isArray(items)) return [Messages.notAList(items)];
  if (items.length === 0) return ['This list may not be empty.'];
  if (items.length > MOST_ITEMS) return [Messages.tooMany(MOST_ITEMS)];
  const problems = items.map((item: unknown): FieldErrors =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? {}
      : { non_field_errors: [Messages.notADictionary(item)] },
  );
  return problems.some((problem) => 'non_field_errors' in problem) ? problems : undefined;
}
