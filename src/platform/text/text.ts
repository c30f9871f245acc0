/** Text that PostgreSQL can hold: it refuses U+0000 and halves of surrogate pairs. */
export function isCleanText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const HOST_LABEL = /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/**
 * Whether the text is one bare mail address: no display name, no quotes, no spaces and no control characters. A line
 * break or a second address in what is taken for one address would change who a mail goes to.
 */
export function isMailAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 254) return false;
  const [local = '', host = '', ...more] = value.split('@');
  return (
    more.length === 0 &&
    local.length <= 64 &&
    LOCAL_PART.test(local) &&
    host.split('.').every((label) => HOST_LABEL.test(label))
  );
}
