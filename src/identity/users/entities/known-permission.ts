import { PERMISSIONS } from '../permissions.js';

/** The check on every column that names a permission. */
export const KNOWN_PERMISSION = `permission in (${PERMISSIONS.map((name) => `'${name}'`).join(', ')})`;
