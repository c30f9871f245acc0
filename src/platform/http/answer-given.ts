/** Ends a request whose answer has been sent already. A guard throws it, since it cannot end a request otherwise. */
export class AnswerGiven extends Error {
  override readonly name = 'AnswerGiven';
}
