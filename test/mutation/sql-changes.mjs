import ts from 'typescript';

/** Changes of a rule in SQL, which Stryker does not know: what is found, and what stands there instead. */
const CHANGES = [
  [/(?<= )and(?= )/g, 'or'],
  [/(?<= )or(?= )/g, 'and'],
  [/(?<= )<=(?= )/g, '>'],
  [/(?<= )=(?= )/g, '<>'],
  [/\bis null\b/g, 'is not null'],
  [/\bmax\(/g, 'min('],
  // Without its fallback.
  [/\bcoalesce\(/g, 'nullif('],
  [/\bexists \(/g, 'not exists ('],
  [/'awarded'/g, "'revoked'"],
];

/** Makes each rule in the SQL of a file one that `globalThis.sqlChange` changes, and adds them to `found`. */
export function withSqlChanges(file, source, found) {
  const spots = [];
  const visit = (node) => {
    if (ts.isTemplateLiteralToken(node)) spots.push(...spotsIn(node));
    ts.forEachChild(node, visit);
  };
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const spotsIn = (node) => {
    const [start, text] = [node.getStart(tree), node.getText(tree)];
    return CHANGES.flatMap(([pattern, replacement]) =>
      Array.from(text.matchAll(pattern), ({ index, 0: original }) => ({
        at: start + index,
        original,
        replacement,
      })),
    );
  };
  visit(tree);
  let result = '';
  let from = 0;
  for (const { at, original, replacement } of spots.sort((one, other) => one.at - other.at)) {
    const line = source.slice(0, at).split('\n').length;
    found.push({ file, line, original, replacement });
    const choice = `\${globalThis.sqlChange === ${found.length} ? ${JSON.stringify(replacement)} : ${JSON.stringify(original)}}`;
    result += source.slice(from, at) + choice;
    from = at + original.length;
  }
  return result + source.slice(from);
}
