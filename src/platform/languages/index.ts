export { directionOf, type Language, languageFor, LANGUAGES, nearestLanguage } from './languages.js';
export { type Markup, type Translate, translations } from './translations.js';
