export {
  directionOf,
  type Language,
  LANGUAGE_TAG,
  languageFor,
  LANGUAGES,
  nearestLanguage,
} from './languages.js';
export { type Markup, type Translate, translations } from './translations.js';
