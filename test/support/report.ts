/** A figure, or one with the goal that it must reach. */
export type Figure = string | number | { readonly value: string | number; readonly goal: string };

export const goal = (value: string | number, text: string): Figure => ({ value, goal: text });

/** Prints figures for a person to read: a table with name, figure and, where there is one, goal. */
export function report(title: string, figures: Readonly<Record<string, Figure>>): void {
  const rows = Object.entries(figures).map(([name, figure]): [string, string, string] =>
    typeof figure === 'object'
      ? [name, String(figure.value), `goal: ${figure.goal}`]
      : [name, String(figure), ''],
  );
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(([name, value, aim]) =>
    `  ${name.padEnd(width(0))}  ${value.padEnd(width(1))}  ${aim}`.trimEnd(),
  );
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n\n`);
}
