/** One column of a text table; numbers stand to the right. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows under a line of titles, two blanks between columns, no blanks at a line's end. */
export function alignColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return alignRows(
    columns.map((column) => column.align),
    [columns.map((column) => column.title), ...rows],
  );
}

/** As `alignColumns`, without titles. */
export function alignRows(aligns: readonly Column['align'][], rows: readonly (readonly string[])[]): string {
  const widths = aligns.map((_, at) => Math.max(0, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) =>
        aligns[at] === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}
