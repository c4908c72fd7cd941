import pc from 'picocolors';
import { type Edition, folderOf, type LibraryText, placesIn, type Spot, type Survivor } from '../../language/index.ts';
import { editionKey, type Mutant, tryMutants } from '../../simulator/index.ts';
import type { Locale, Terminal } from '../terminal.ts';
import type { Found } from './files.ts';
import { editionsOf, fileOf, type Run, sharedLadders } from './run.ts';

/** The share of mutants that scenarios have to notice, in per cent. */
const LEAST_NOTICED = 95;

/** What nobody noticed, where it stands, and why that is so where somebody has said it. */
interface Survived extends Spot {
  mutant: Mutant;
  /** Path in the library: a shared ladder stands in its own file. */
  path: string;
  accepted?: Survivor;
}

/** What the scenarios notice of the damages to one edition of a protocol. */
export interface Mutation {
  edition: Edition;
  tried: number;
  survivors: Survived[];
}

/** Tries every mutant of the editions asked for. */
export function mutate(run: Run, editions: readonly Edition[], shared?: LibraryText): Mutation[] {
  const witnesses = run.results.filter(({ failures }) => failures.length === 0);
  const common = shared && placesIn(shared.text, 'ladders');
  return editions.map((edition) => {
    const { protocol, path, text } = edition;
    const machine = run.machines.find((known) => editionKey(known.protocol) === editionKey(protocol))!;
    const reasons = run.library.survivors.get(folderOf(path)) ?? [];
    const own = placesIn(text, 'protocol');
    const mutation: Mutation = { edition, tried: 0, survivors: [] };
    for (const { mutant, noticed } of tryMutants(machine, witnesses, run.machines, run.library.units)) {
      mutation.tried++;
      if (noticed) continue;
      const accepted = reasons.find(({ id, edition: of }) => id === mutant.id && (of === undefined || of === protocol.edition));
      const spot = own(mutant.path);
      const place = spot ? { path, ...spot } : { path: shared?.path ?? path, ...(common?.(mutant.path) ?? { line: 1, col: 1 }) };
      mutation.survivors.push({ mutant, ...place, ...(accepted && { accepted }) });
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

export const rate = ({ tried, survivors }: Mutation): number => (tried === 0 ? 100 : (100 * (tried - survivors.length)) / tried);

function render(mutation: Mutation, named: (path: string) => string, locale: Locale): string {
  const { edition, tried, survivors } = mutation;
  const open = survivors.filter(({ accepted }) => !accepted);
  const words = {
    zh: `${tried} 个变异，发现 ${tried - survivors.length} 个`,
    en: `${tried} mutants, ${tried - survivors.length} noticed`,
  };
  const head = `${named(edition.path)} (${edition.protocol.edition})  ${words[locale]}  ${rate(mutation).toFixed(1)} %`;
  const lines = survivors.map(({ mutant, accepted, path, line, col }) => {
    const said = mutant.words[locale] === mutant.id ? '' : `${mutant.words[locale]}  `;
    const why = accepted ? pc.dim(`  ${locale === 'zh' ? '理由：' : 'because '}${accepted.because[locale]}`) : '';
    return `  ${accepted ? pc.dim('·') : pc.red('✗')} ${pc.cyan(`${named(path)}:${line}:${col}`)} ${said}${pc.dim(`"${mutant.id}"`)}${why}`;
  });
  return [`${open.length > 0 ? pc.red('✗') : pc.green('✓')} ${pc.bold(head)}`, ...lines].join('\n');
}

const asJson = (mutation: Mutation, named: (path: string) => string) => ({
  file: named(mutation.edition.path),
  protocol: mutation.edition.protocol.protocol,
  edition: mutation.edition.protocol.edition,
  tried: mutation.tried,
  noticed: mutation.tried - mutation.survivors.length,
  percent: rate(mutation),
  survivors: mutation.survivors.map(({ mutant: { id, words }, accepted, path, line, col }) => ({
    id,
    file: named(path),
    ...words,
    line,
    col,
    ...(accepted && { because: accepted.because }),
  })),
});

/** Says what no scenario notices of the protocols asked for; fails for what nobody explains, for reasons that no longer hold, and for too many. */
export function mutation(terminal: Terminal, found: Found, now: Run) {
  const editions = editionsOf(now, found);
  const named = (path: string) => fileOf(found, path);
  const mutations = mutate(now, editions, sharedLadders(found));
  terminal.say('');
  for (const one of mutations) terminal.say(render(one, named, terminal.locale));
  const old = stale(now, mutations);
  for (const { file, line, col, id } of old)
    terminal.say({
      zh: pc.red(`${file}:${line}:${col} “${id}”已被发现或不存在，请删去`),
      en: pc.red(`${file}:${line}:${col} "${id}" is noticed, or there is no such mutant: take it out`),
    });
  const unexplained = mutations.some(({ survivors }) => survivors.some(({ accepted }) => !accepted));
  const tooFew = mutations.some((one) => rate(one) < LEAST_NOTICED);
  return {
    json: mutations.map((one) => asJson(one, named)),
    failed: old.length > 0 || unexplained || tooFew,
  };
}
