/** What a page says: see `page_<kind>_heading` and `page_<kind>_text` in the locales. */
export type MessageKind =
  'no_certificate' | 'missing' | 'refused' | 'busy' | 'failed' | 'console' | 'signed_out' | 'start';

/** The label of a link: see `link_<label>` in the locales. */
export type MessageLink = readonly [
  label: 'api' | 'sign_out' | 'records' | 'platform' | 'start',
  address: string,
];
