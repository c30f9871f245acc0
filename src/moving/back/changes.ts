import { type Database, type Statement, streamRows } from '../../platform/database/index.js';
import {
  type ChangedCourseCertificate,
  changedCourseCertificates,
  type ChangedCredential,
  changedCredentials,
  type ChangedGrade,
  changedGrades,
  type ChangedProgramCertificate,
  changedProgramCertificates,
  type ChangedRecord,
  changedRecords,
  type ChangedUser,
  changedUsers,
  countStayingHere,
  type EndedRecord,
  endedRecords,
  type SentRecord,
  sentRecords,
} from './changes.sql.js';

type Steps<Row> = AsyncGenerator<readonly Row[]>;

/** All that was changed here since a time, kind by kind and in steps. Counts what was read. */
export class Changes {
  /** Numbers of rows by kind, in the order of reading. */
  readonly counts = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly since: string,
    private readonly progress: (kind: string, rows: number) => void,
  ) {}

  users(): Steps<ChangedUser> {
    return this.read('users', changedUsers);
  }

  courseCertificates(): Steps<ChangedCourseCertificate> {
    return this.read('course certificates', changedCourseCertificates);
  }

  programCertificates(): Steps<ChangedProgramCertificate> {
    return this.read('program certificates', changedProgramCertificates);
  }

  credentials(): Steps<ChangedCredential> {
    return this.read('credentials', changedCredentials);
  }

  grades(): Steps<ChangedGrade> {
    return this.read('grades', changedGrades);
  }

  endedRecords(): Steps<EndedRecord> {
    return this.read('ended shared records', endedRecords);
  }

  records(): Steps<ChangedRecord> {
    return this.read('shared records', changedRecords);
  }

  sentRecords(): Steps<SentRecord> {
    return this.read('sent records', sentRecords);
  }

  /** Changes that no form of the file carries, by the kind of thing. */
  async stayingHere(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.run(countStayingHere, [this.since]);
    return new Map(rows.map(({ subject, count }) => [subject, count]));
  }

  private async *read<Row extends object>(
    kind: string,
    statement: Statement<Row, [since: string]>,
  ): Steps<Row> {
    this.counts.set(kind, 0);
    for await (const rows of streamRows(this.database, statement, [this.since])) {
      this.counts.set(kind, this.counts.get(kind)! + rows.length);
      this.progress(kind, this.counts.get(kind)!);
      yield rows;
    }
  }
}
