/** A number with its noun, for people: `1 mail`, `2 mails`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
