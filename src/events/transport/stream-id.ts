/** The time in the id of an entry, `1795643641116-0`, in milliseconds since 1970. */
export function millisecondsOf(id: string): number {
  const milliseconds = Number(id.split('-')[0]);
  // A producer may choose ids. One that is no time counts as written at the beginning.
  return milliseconds <= 8.64e15 ? milliseconds : 0;
}
