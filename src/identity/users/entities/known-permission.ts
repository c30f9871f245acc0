import { PERMISSIONS } from '../permissions.js';

/** The check of every column that names a permission. */
export const KNOWN_PERMISSION = `permission in (${PERMISSIONS.map((name) => `'${name}'`).join(', ')})`;
