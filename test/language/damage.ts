/** A text with one small thing wrong in it, chosen by a seed: what a tired hand does to a file. */
export function damaged(text: string, seed: number): string {
  let state = (seed % 2_147_483_646) + 1;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % Math.max(1, limit);
  };
  const at = below(text.length);
  const end = Math.min(text.length, at + 1 + below(6));
  const lines = text.split('\n');
  const line = below(lines.length);
  const odd = [
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '#',
    '&',
    '*',
    '!',
    '|',
    '-',
    '\t',
    '\n',
    ' ',
    '…',
    '中',
    '\u0000',
    '%',
    '@',
    '`',
    '~',
    '<<: ',
    '? ',
  ];
  switch (below(9)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + odd[below(odd.length)] + text.slice(at);
    case 2:
      return text.slice(0, at) + odd[below(odd.length)] + text.slice(end);
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(line, 0, lines[below(lines.length)]!).join('\n');
    case 5:
      return lines.with(line, `${' '.repeat(1 + below(3))}${lines[line]}`).join('\n');
    case 6:
      return lines.with(line, lines[line]!.replace(/^ {1,2}/, '')).join('\n');
    case 7:
      return text.slice(0, at) + text.slice(at, end).split('').reverse().join('') + text.slice(end);
    default:
      return text.slice(0, at) + text.slice(below(text.length), end + below(200)) + text.slice(at);
  }
}
