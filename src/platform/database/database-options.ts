export class DatabaseOptions {
  /** Addresses of read replicas. Without any, the primary answers everything. */
  readonly replicaUrls!: readonly string[];
}
