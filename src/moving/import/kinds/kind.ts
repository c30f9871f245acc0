/** A reason for a line of the report, as SQL: the text `why` when `when` holds, with `detail` behind a line end. */
export interface Reason {
  readonly when: string;
  readonly why: string;
  /** SQL of a text without personal data. */
  readonly detail?: string;
}

/** Rows of another table, which some rows of the kind need and nobody has. */
export interface Missing {
  readonly table: string;
  /** SQL: whether the page in `stage` needs any. */
  readonly areNeeded: string;
  readonly make: string;
}

/**
 * How the rows of a table there become rows of a table here. All parts are SQL. Rows there are read by number, page by
 * page, into the temporary table `stage`, each value as text; `ready` has those that are new or have changed.
 */
export interface Kind {
  /** The table there. */
  readonly name: string;
  /** For the lines of progress. */
  readonly title: string;
  /** The source's part of the query, with an alias, and the number by which its rows are read. */
  readonly from: string;
  readonly key: string;
  /** Columns of `stage`, beside `id`, and the SQL of the source that gives each. */
  readonly read: Readonly<Record<string, string>>;
  /** The table here, and others that are written. */
  readonly table: string;
  readonly alsoWrites?: readonly string[];
  readonly missing?: Missing;
  /** Statements before `ready` is made. They read `stage`. */
  readonly before?: readonly string[];
  /** Joins to the alias `s` of `stage`. */
  readonly joins?: string;
  /** What the row is known by here: two rows with the same become one. */
  readonly natural: string;
  /** Which of such rows is the one that stays: an order. */
  readonly prefer?: string;
  /** The number of the row here that it is, although no import has brought it. */
  readonly found: string;
  /** Whether that row is another one, with which this one is joined: it stays as it is. Default: never. */
  readonly foundIsOther?: string;
  readonly leftOut?: readonly Reason[];
  readonly changed?: readonly Reason[];
  /** Columns here, and the SQL of their values. */
  readonly write: Readonly<Record<string, string>>;
  /** Columns that an update treats otherwise: SQL with `t` for the row here and `excluded` for the new one; null leaves it. */
  readonly update?: Readonly<Record<string, string | null>>;
  /** Columns that the service there does not have: two rows that differ in these alone are the same. */
  readonly onlyHere?: readonly string[];
  /** Values that later statements need, beside those that are written. */
  readonly helpers?: Readonly<Record<string, string>>;
  /** Whether both sides have a time of the last change, and the newer one wins. */
  readonly hasModified: boolean;
  /** Whether the number of the row here is the one there, as far as it is free. False: it has no number. */
  readonly numbered?: false;
  /** Statements for rows that hang on those of the kind, such as the groups of a user. They read `ready`. */
  readonly after?: readonly string[];
  /** SQL of the name that the row `t` here has over REST, for the report, where that is no number. No personal data. */
  readonly handle?: string;
}

/** SQL: the number here of a row of another kind. */
export const here = (kind: string, sourceId: string): string =>
  `(select here_id from moved_row where kind = '${kind}' and source_id = (${sourceId})::bigint)`;

const CONTROL = '[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]';

/** SQL: a text without line ends and control characters, which our texts of one line must not have. */
export const oneLine = (text: string): string => `btrim(regexp_replace(${text}, '${CONTROL}+', ' ', 'g'))`;

/** SQL: a web address, or null. */
export const webAddress = (text: string): string =>
  `case when ${text} ~* '^https?://[^[:space:]\\u0001-\\u0020\\u007f-\\u009f\\u2028\\u2029]+$' then ${text} end`;

/** SQL: a date and time there are UTC without saying so; the session's zone is UTC. Zeros are no time to anybody. */
export const time = (text: string): string =>
  `(case when ${text} not like '0000-00-00%' then ${text} end)::timestamptz`;

/** SQL: one of the two times, so that the last change is not before the creation. */
export const modifiedOf = (created: string, modified: string): string =>
  `greatest(${time(created)}, ${time(modified)})`;

export const isTrue = (text: string): string => `(${text} = '1')`;

/** Of all kinds of a site: rows of other sites stay there. */
export const OTHER_SITE: Reason = {
  when: `s.site_id <> current_setting('moving.site')`,
  why: 'it belongs to another site',
};

/** The source's SQL of a text for JSON without zero bytes, which texts here cannot have: as `copied` writes them. */
export const jsonText = (column: string): string =>
  `replace(${column}, char(0 using utf8mb4), char(1 using utf8mb4))`;

/** The source's SQL of a list that hangs on a row, as JSON: of `values` in the order of `order`. */
export const listOf = (order: string, value: string, from: string): string =>
  `(select json_arrayagg(json_array(${order}, ${value})) from ${from})`;

/** SQL: such a list as rows `(place, value)`, numbered from 0. */
export const listRows = (json: string): string =>
  `(select (row_number() over (order by (item ->> 0)::bigint, (item ->> 1)::bigint) - 1)::integer as place, item ->> 1 as value
      from jsonb_array_elements(coalesce(${json}, '[]')::jsonb) item)`;
