export interface Tables {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** Words that end a list of tables after `from` or `using`. */
const ENDS_LIST = new Set(
  'where group order having limit offset set returning on select union intersect except for values when'.split(
    ' ',
  ),
);
/** After these words `update` belongs to a lock or to an upsert. */
const NO_UPDATE = new Set(['for', 'key', 'do']);

/**
 * Finds the tables after `from`, `join`, `using`, `insert into`, `update` and `delete from`, and after a comma in a
 * list of tables.
 * @throws Error for a common table expression with the name of a table, since it hides the table
 */
export function tablesOf(sql: string, known: ReadonlySet<string>): Tables {
  const words = wordsOf(sql);
  const hidden = words.filter(
    (word, index) =>
      known.has(word) &&
      words[index + 1] === 'as' &&
      /^\($|^(not|materialized)$/.test(words[index + 2] ?? ''),
  );
  if (hidden.length > 0)
    throw new Error(`A common table expression has the name of the table ${hidden.join(', ')}`);
  const reads = new Set<string>();
  const writes = new Set<string>();
  const note = (into: Set<string>, word: string | undefined) => {
    const name = word?.split('.').at(-1);
    if (name !== undefined && known.has(name)) into.add(name);
  };
  // Whether a comma leads to another table, for each depth of brackets.
  const inList = [false];
  words.forEach((word, index) => {
    const before = words[index - 1] ?? '';
    const afterOnly = words[index + 1] === 'only' ? words[index + 2] : words[index + 1];
    const next = words[index + 1] === 'lateral' ? undefined : afterOnly;
    if (word === '(') inList.push(false);
    else if (word === ')') inList.pop();
    else if (word === 'from' && before === 'delete') {
      note(writes, next);
    } else if ((word === 'from' && before !== 'distinct') || word === 'using') {
      note(reads, next);
      inList[inList.length - 1] = true;
    } else if (word === 'join' || (word === ',' && inList.at(-1))) {
      note(reads, next);
    } else if (word === 'into' || word === 'truncate' || (word === 'update' && !NO_UPDATE.has(before))) {
      note(writes, next);
    } else if (ENDS_LIST.has(word)) {
      inList[inList.length - 1] = false;
    }
  });
  return { reads, writes };
}

/** Names, brackets and commas in lower case, without comments and literals. */
function wordsOf(sql: string): string[] {
  const bare = sql
    .replace(/'(?:[^']|'')*'|\$\$[\s\S]*?\$\$|--.*|\/\*[\s\S]*?\*\//g, (part) =>
      part.startsWith("'") || part.startsWith('$') ? ' 0 ' : ' ',
    )
    .replaceAll('"', '')
    .toLowerCase();
  return bare.match(/[a-z_][\w.]*|[(),]|[^\s\w]/g) ?? [];
}
