import { ApiParam } from '@nestjs/swagger';
import { NotFoundError } from '../errors/index.js';
import { dashed, parseUuid } from '../text/index.js';

/** The UUID in an address, with or without dashes, as the database writes it. @throws NotFoundError for other texts */
export function requireUuid(text: string): string {
  const uuid = parseUuid(text);
  if (uuid === undefined) throw new NotFoundError();
  return dashed(uuid);
}

export function UuidParam(example: string): MethodDecorator {
  return ApiParam({ name: 'uuid', description: 'With or without dashes.', example });
}
