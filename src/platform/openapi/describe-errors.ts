import type { OpenAPIObject } from '@nestjs/swagger';
import { codeOfStatus } from '../errors/index.js';
import { ERROR_BODY, PROBLEM, WRONG_INPUT } from './error-schemas.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Answer = Exclude<NonNullable<Operation['responses'][string]>, { $ref: string }>;
type Content = NonNullable<Answer['content']>[string];

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/** The id of a request in examples. */
const REQUEST_ID = '0e000000-0000-4000-8000-000000000001';

/** Gives the examples of errors what all errors have, and describes them as problem details. */
export function describeErrors({ responses, ...operation }: Operation): void {
  nameTheRight(responses['403'], (operation as { 'x-permission'?: string })['x-permission'] ?? '');
  for (const [status, answer] of Object.entries(responses)) {
    if (answer !== undefined && !('$ref' in answer)) describeError(Number(status), answer);
  }
}

export function describeError(status: number, { content }: Answer): void {
  const json = content?.[JSON_TYPE];
  if (status < 400 || content === undefined || json === undefined || !isError(json)) return;
  for (const example of Object.values(json.examples ?? {})) {
    if ('value' in example) example.value = withMarks(status, example.value);
  }
  if (json.example !== undefined) json.example = withMarks(status, json.example);
  content[PROBLEM_TYPE] ??= { schema: PROBLEM };
}

/** Where the rule of the route is one right, or staff, its refusal names it. */
function nameTheRight(refusal: Operation['responses'][string], rule: string): void {
  const json = refusal !== undefined && 'content' in refusal ? refusal.content?.[JSON_TYPE] : undefined;
  if (json?.example === undefined || !/^(staff|[\w.]+_\w+)$/.test(rule)) return;
  json.example = { required: rule, ...(json.example as object) };
}

function isError({ schema }: Content): boolean {
  const text = JSON.stringify(schema);
  return [ERROR_BODY, WRONG_INPUT].some(({ $ref }) => text.includes(`"${$ref}"`));
}

function withMarks(status: number, body: unknown): unknown {
  if (Array.isArray(body)) return body;
  const ofFields = status === 400 && !Reflect.has(body as object, 'detail');
  const code = ofFields ? 'invalid_input' : codeOfStatus(status);
  return Object.assign({}, body, { code, request_id: REQUEST_ID }, body);
}
