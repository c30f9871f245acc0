/** An entry of the bus can never be applied as it is. The message says why, without anything of its content. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
}
