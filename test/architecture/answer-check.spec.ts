import { describe, expect, it } from '@jest/globals';
import { AnswerCheck } from '../support/answer-check.js';

const CHECK = new AnswerCheck({
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {
    '/things/{id}/': {
      get: {
        responses: {
          200: {
            description: 'The thing.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          404: { $ref: '#/components/responses/Missing' },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, part: { anyOf: [{ $ref: '#/components/schemas/Part' }] } },
      },
      Part: { type: 'object', properties: { size: { type: 'integer' } } },
    },
    responses: { Missing: { description: 'There is none.' } },
  },
});

const ANSWER = {
  method: 'GET',
  route: '/things/:id',
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: '{"name": "one"}',
};

describe('the check of answers against the API document', () => {
  it.each([
    ['an answer as documented', {}],
    ['HEAD of a documented GET', { method: 'HEAD', body: '' }],
    ['a shared answer', { status: 404, body: '' }],
    ['a preflight', { method: 'OPTIONS', status: 204, body: '' }],
    ['a fault', { status: 500 }],
    ['the documentation itself', { route: '/api-docs/openapi.json' }],
  ])('accepts %s', (_, difference) => {
    expect(CHECK.problems({ ...ANSWER, ...difference })).toEqual([]);
  });

  it.each([
    ['another type', { body: '{"name": 1}' }, 'must be string'],
    ['an absent property', { body: '{}' }, "must have required property 'name'"],
    ['a property that is not named', { body: '{"name": "one", "size": 1}' }, '"size"'],
    ['one in a part', { body: '{"name": "one", "part": {"color": 1}}' }, '"color"'],
    ['another media type', { contentType: 'text/html', body: 'one' }, 'no text/html'],
    ['JSON where none is documented', { status: 404 }, 'no application/json'],
    ['another status', { status: 409 }, 'no such status'],
    ['another method', { method: 'PUT' }, 'no such operation'],
    ['another route', { route: '/others' }, 'no such operation'],
  ])('notices %s', (_, difference, words) => {
    const answer = { ...ANSWER, ...difference };
    expect(CHECK.problems(answer).join()).toContain(`${answer.method} ${answer.route} ${answer.status}: `);
    expect(CHECK.problems(answer).join()).toContain(words);
  });
});
