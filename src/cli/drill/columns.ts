import stringWidth from 'string-width';

/** Columns on a terminal: a Han character takes two. */
export const width = stringWidth;

/** Cut to so many columns, with … where something is lost. */
export function fit(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    used += width(character);
    if (used > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** Exactly so many columns, filled on the right. */
export const pad = (text: string, columns: number) => {
  const short = fit(text, columns);
  return short + ' '.repeat(Math.max(0, columns - width(short)));
};

/** Exactly so many columns, filled on the left. */
export const padLeft = (text: string, columns: number) => ' '.repeat(Math.max(0, columns - width(text))) + text;

/** A text at each end of a line. The one on the right gives way. */
export function spread(left: string, right: string, columns: number): string {
  const room = columns - width(left) - 2;
  return room < 4 ? pad(left, columns) : `${left}  ${padLeft(fit(right, room), room)}`;
}
