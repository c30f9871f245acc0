/** Result of one check of the installation. */
export interface Finding {
  /** The thing that was checked. */
  readonly subject: string;
  /** `note`: works, but may not be intended. Only `failed` makes the command fail. */
  readonly verdict: 'ok' | 'note' | 'failed';
  /** The result in words, without secrets. */
  readonly found: string;
  /** The setting or action that helps. */
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
