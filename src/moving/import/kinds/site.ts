import { isTrue, type Kind, oneLine, OTHER_SITE, webAddress } from './kind.js';

/** Settings of the site. The row of the site here is there from the beginning. */
export const SITE: Kind = {
  name: 'core_siteconfiguration',
  title: 'site',
  from: 'core_siteconfiguration c join django_site s on s.id = c.site_id',
  key: 'c.id',
  read: {
    site_id: 'c.site_id',
    site_name: 's.name',
    platform_name: 'c.platform_name',
    lms_url_root: 'c.lms_url_root',
    partner_from_address: 'c.partner_from_address',
    records_enabled: 'c.records_enabled',
    records_help_url: 'c.records_help_url',
  },
  table: 'site',
  natural: `'site'`,
  found: '(select id from site)',
  leftOut: [OTHER_SITE],
  changed: [
    {
      when: `s.lms_url_root <> '' and ${webAddress('s.lms_url_root')} is null
          or s.records_help_url <> '' and ${webAddress('s.records_help_url')} is null`,
      why: 'an address of the site is no web address: it is empty here',
    },
  ],
  write: {
    platform_name: `coalesce(nullif(btrim(s.platform_name), ''), nullif(btrim(s.site_name), ''), 'Open edX')`,
    lms_url_root: webAddress('s.lms_url_root'),
    partner_from_address: `nullif(${oneLine('s.partner_from_address')}, '')`,
    records_enabled: isTrue('s.records_enabled'),
    records_help_url: webAddress('s.records_help_url'),
    csrf_key: '(select csrf_key from site)',
  },
  update: { csrf_key: null, modified: 'greatest(now(), t.modified)' },
  hasModified: false,
};
