export interface Column {
  readonly head: string;
  /** `right` for figures; `left` by default. */
  readonly align?: 'left' | 'right';
}

/** Columns as wide as their widest cell, a rule under the heads; ends with a line feed. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const heads = columns.map(({ head }) => head);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, i) => {
        const cell = row[i] ?? '';
        return align === 'right' ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(heads), rule, ...rows.map(line)].join('\n')}\n`;
}
