/** One figure in several rounds, on both sides. */
export interface Figure {
  name: string;
  unit: string;
  engine: number;
  expert: number;
  /** Engine / expert: the median over the rounds, the least and the greatest. */
  ratio: number;
  least: number;
  most: number;
  /** What design.md asks for, as the ratio's bound; `floor`: the engine should be at least, not at most, there. */
  aim?: number;
  floor?: boolean;
}

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** A figure from pairs measured in the same round. */
export function figure(
  name: string,
  unit: string,
  rounds: { engine: number; expert: number }[],
  aim?: { aim: number; floor?: boolean },
): Figure {
  const ratios = rounds.map(({ engine, expert }) => engine / expert);
  return {
    name,
    unit,
    engine: median(rounds.map((round) => round.engine)),
    expert: median(rounds.map((round) => round.expert)),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    ...aim,
  };
}

export const isMet = ({ ratio, aim, floor }: Figure): boolean | undefined =>
  aim === undefined ? undefined : floor ? ratio >= aim : ratio <= aim;

const number = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));

/** The figures as a table for the terminal. */
export function render(figures: Figure[]): string {
  const rows = figures.map((one) => {
    const { name, unit, engine, expert, ratio, least, most, aim, floor } = one;
    const wanted = aim === undefined ? '' : `${floor ? '≥' : '≤'} ${aim.toFixed(2)} ${isMet(one) ? 'met' : 'NOT MET'}`;
    return [
      name,
      `${number(engine)} ${unit}`,
      `${number(expert)} ${unit}`,
      `${ratio.toFixed(3)} ×`,
      `${least.toFixed(3)}–${most.toFixed(3)}`,
      wanted,
    ];
  });
  const all = [['', 'engine', 'expert', 'ratio', 'spread', 'aim'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '))
    .join('\n');
}
