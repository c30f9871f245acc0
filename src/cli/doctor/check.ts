/** What a check of the installation found. */
export interface Finding {
  /** What was looked at. */
  readonly subject: string;
  /** `note`: works, but somebody may want it otherwise. Only `failed` makes the command fail. */
  readonly verdict: 'ok' | 'note' | 'failed';
  /** What was found, without secrets. */
  readonly found: string;
  /** What to set or do about it. */
  readonly remedy?: string;
}

export function ok(subject: string, found: string): Finding {
  return { subject, verdict: 'ok', found };
}

export function note(subject: string, found: string, remedy: string): Finding {
  return { subject, verdict: 'note', found, remedy };
}

export function failed(subject: string, found: string, remedy: string): Finding {
  return { subject, verdict: 'failed', found, remedy };
}
