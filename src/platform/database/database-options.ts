/** What the module needs to know of the installation. */
export class DatabaseOptions {
  /** Addresses of read replicas; none: the primary answers everything. */
  readonly replicaUrls!: readonly string[];
}
