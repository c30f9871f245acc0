/** What was built. */
export class Build {
  /** The version of what runs. */
  readonly version!: string;
  /** The commit that it was built from; `unknown` where nobody says. */
  readonly commit!: string;
}
