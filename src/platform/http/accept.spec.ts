import { describe, expect, it } from '@jest/globals';
import { qualityOf, wantedLanguages } from './accept.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('how much a caller wants a media type', () => {
  it.each<[accept: string | undefined, html: number, json: number]>([
    [undefined, 1, 1],
    ['', 1, 1],
    ['*/*', 1, 1],
    [BROWSER, 1, 0.8],
    ['application/json', 0, 1],
    ['Application/JSON; q=0.5, TEXT/HTML;q=0.4', 0.4, 0.5],
    ['text/*;q=0.3, text/html;q=0', 0, 0],
    ['*/*;q=0.1, text/*;q=0.2', 0.2, 0.1],
    ['text/html;q=x, application/json;q=2', 0, 0],
    [';;,,', 0, 0],
  ])('is by %j %p for HTML and %p for JSON', (accept, html, json) => {
    expect([qualityOf(accept, 'text/html'), qualityOf(accept, 'application/json')]).toEqual([html, json]);
  });
});

describe('the languages that a caller wants', () => {
  it.each<[header: string | undefined, languages: string[]]>([
    [undefined, []],
    ['de', ['de']],
    ['en;q=0.5, fr-CH, fr;q=0.9, *;q=0.1', ['fr-CH', 'fr', 'en']],
    ['de;q=0, <script>, , ar', ['ar']],
  ])('are by %j %j', (header, languages) => {
    expect(wantedLanguages(header)).toEqual(languages);
  });
});
