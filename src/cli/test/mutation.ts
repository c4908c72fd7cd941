import pc from 'picocolors';
import { type Edition, folderOf, placesIn, type Spot, type Survivor } from '../../language/index.ts';
import { editionKey, type Mutant, tryMutants } from '../../simulator/index.ts';
import type { Locale } from '../terminal.ts';
import type { Run } from './run.ts';

/** What the scenarios notice of the damages to one edition of a protocol. */
export interface Mutation {
  edition: Edition;
  tried: number;
  /** What nobody noticed, and why that is so where somebody has said it. */
  survivors: (Spot & { mutant: Mutant; accepted?: Survivor })[];
}

/** Tries every mutant of the editions asked for. */
export function mutate(run: Run, editions: readonly Edition[], locate: (edition: Edition, mutant: Mutant) => Spot): Mutation[] {
  const witnesses = run.results.filter(({ failures }) => failures.length === 0);
  return editions.map((edition) => {
    const machine = run.machines.find(({ protocol }) => editionKey(protocol) === editionKey(edition.protocol))!;
    const known = run.library.survivors.get(folderOf(edition.path)) ?? [];
    const mutation: Mutation = { edition, tried: 0, survivors: [] };
    for (const { mutant, noticed } of tryMutants(machine, witnesses, run.machines, run.library.units)) {
      mutation.tried++;
      if (noticed) continue;
      const accepted = known.find(({ id, edition: own }) => id === mutant.id && (own === undefined || own === edition.protocol.edition));
      mutation.survivors.push({ mutant, ...(accepted && { accepted }), ...locate(edition, mutant) });
    }
    return mutation;
  });
}

/** Accepted survivors that no longer survive, or never were: somebody relies on a reason that does not hold. */
export function stale(run: Run, mutations: readonly Mutation[]): Survivor[] {
  const relied = new Set(mutations.flatMap(({ survivors }) => survivors.map(({ accepted }) => accepted)));
  const folders = new Set(mutations.map(({ edition }) => folderOf(edition.path)));
  return [...run.library.survivors].flatMap(([folder, list]) =>
    folders.has(folder) ? list.filter((survivor) => !relied.has(survivor)) : [],
  );
}

/** Where a mutant's rule stands in the text of its edition; of a shared ladder, in the text of those. */
export function locator(editions: readonly Edition[]): (edition: Edition, mutant: Mutant) => Spot {
  const places = new Map(editions.map((edition) => [edition, placesIn(edition.text, 'protocol')]));
  return (edition, { path }) => places.get(edition)!(path) ?? { line: 1, col: 1 };
}

export const rate = ({ tried, survivors }: Mutation): number => (tried === 0 ? 100 : (100 * (tried - survivors.length)) / tried);

export function renderMutation(mutation: Mutation, file: string, locale: Locale): string {
  const { edition, tried, survivors } = mutation;
  const open = survivors.filter(({ accepted }) => !accepted);
  const words = {
    zh: `${tried} 个变异，发现 ${tried - survivors.length} 个`,
    en: `${tried} mutants, ${tried - survivors.length} noticed`,
  };
  const head = `${file} (${edition.protocol.edition})  ${words[locale]}  ${rate(mutation).toFixed(1)} %`;
  const lines = survivors.map(({ mutant, accepted, line, col }) => {
    const said = mutant.words[locale] === mutant.id ? '' : `${mutant.words[locale]}  `;
    const why = accepted ? pc.dim(`  ${locale === 'zh' ? '理由：' : 'because '}${accepted.because[locale]}`) : '';
    return `  ${accepted ? pc.dim('·') : pc.red('✗')} ${pc.cyan(`${file}:${line}:${col}`)} ${said}${pc.dim(`"${mutant.id}"`)}${why}`;
  });
  return [`${open.length > 0 ? pc.red('✗') : pc.green('✓')} ${pc.bold(head)}`, ...lines].join('\n');
}

export const mutationAsJson = (file: string, mutation: Mutation) => ({
  file,
  protocol: mutation.edition.protocol.protocol,
  edition: mutation.edition.protocol.edition,
  tried: mutation.tried,
  noticed: mutation.tried - mutation.survivors.length,
  percent: rate(mutation),
  survivors: mutation.survivors.map(({ mutant: { id, words }, accepted, line, col }) => ({
    id,
    ...words,
    line,
    col,
    ...(accepted && { because: accepted.because }),
  })),
});
