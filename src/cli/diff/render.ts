import pc from 'picocolors';
import {
  type Change,
  type Comparison,
  chinesePhrase,
  type DeadlineChange,
  fates,
  type Impact,
  impacts,
  placesIn,
  spelledPath,
} from '../../language/index.ts';
import type { Locale } from '../terminal.ts';
import type { Side } from './sides.ts';

const headings: Record<Impact, { zh: string; en: string }> = {
  breaking: { zh: '不相容：在办个案按旧版走到结束', en: 'breaking: running cases end under the old edition' },
  mapping: { zh: '需要映射：迁移前须说明在办个案怎么办', en: 'needs a mapping: say what becomes of running cases before they are moved' },
  safe: { zh: '安全：在办个案可照原样迁移', en: 'safe: running cases can be moved as they stand' },
};
const colours: Record<Impact, (text: string) => string> = { breaking: pc.red, mapping: pc.yellow, safe: pc.green };
const marks: Record<Change['kind'], string> = { added: '+', removed: '-', changed: '~' };
/** What still reads well on one line. */
const SHORT = 60;

/** Two editions side by side, for people. */
export function renderComparison({ changes }: Comparison, old: Side, now: Side, locale: Locale): string {
  const head = `${pc.bold(now.protocol.protocol)}  ${old.protocol.edition} → ${now.protocol.edition}  ${pc.dim(`${old.name} → ${now.name}`)}`;
  if (changes.length === 0) return `${head}\n${locale === 'zh' ? '  意思相同' : '  both mean the same'}`;
  const placeOf = placing(old, now, locale);
  const blocks = impacts.toReversed().flatMap((impact) => {
    const own = changes.filter((change) => change.impact === impact);
    if (own.length === 0) return [];
    return ['', colours[impact](headings[impact][locale]), ...own.flatMap((change) => renderChange(change, placeOf(change), locale))];
  });
  return [head, ...blocks].join('\n');
}

function renderChange(change: Change, { name, place }: Placed, locale: Locale): string[] {
  const { kind, words, deadlines } = change;
  const was = change.was?.[locale];
  const is = change.is?.[locale];
  const brief = was !== undefined && is !== undefined && was.length + is.length <= SHORT;
  const sides = brief
    ? []
    : [...(was === undefined ? [] : [`      ${pc.red(`- ${was}`)}`]), ...(is === undefined ? [] : [`      ${pc.green(`+ ${is}`)}`])];
  return [
    `  ${marks[kind]} ${name}${brief ? `  ${was} → ${is}` : ''}${place === '' ? '' : `  ${pc.cyan(place)}`}`,
    ...sides,
    `      ${words[locale]}`,
    ...deadlineLines(deadlines, locale),
  ];
}

/** One line for each deadline, and one for what becomes of them. */
function deadlineLines(deadlines: readonly DeadlineChange[], locale: Locale): string[] {
  const found = [...new Set(deadlines.map(({ fate }) => fate))];
  return found.flatMap((fate) => {
    const own = deadlines.filter((deadline) => deadline.fate === fate);
    return [
      `      ${pc.dim(locale === 'zh' ? '期限：' : 'deadlines: ')}${fates[fate][locale]}`,
      ...own.map(({ id, was, is }) => {
        const [before, after] = [was?.[locale], is?.[locale]];
        const times = before !== undefined && after !== undefined && before !== after ? `${before} → ${after}` : (after ?? before ?? '');
        return `        ${locale === 'zh' ? id.replace(/[^.]*$/, chinesePhrase) : id}${times === '' ? '' : `  ${pc.dim(times)}`}`;
      }),
    ];
  });
}

interface Placed {
  /** Its path, in the keys of its file. */
  name: string;
  /** `file:line:col`, or nothing where there is no file. */
  place: string;
}

/** Where a change stands: in the new file, or in the old one if it was taken out. */
function placing(old: Side, now: Side, locale: Locale): (change: Change) => Placed {
  const inside = ({ text, name: file }: Side) => {
    const spots = text === undefined ? undefined : placesIn(text, 'protocol');
    const inChinese = text === undefined ? locale === 'zh' : /^["']?规程["']? *:/m.test(text);
    return ({ path }: Change): Placed => {
      const spot = spots?.(path);
      return {
        name: (inChinese ? spelledPath(path) : path).join('.'),
        place: spot ? `${file}:${spot.line}:${spot.col}` : '',
      };
    };
  };
  const [before, after] = [inside(old), inside(now)];
  return (change) => (change.kind === 'removed' ? before(change) : after(change));
}

/** The same, for programs. */
export const comparisonAsJson = ({ impact, changes }: Comparison, old: Side, now: Side) => {
  const placeOf = placing(old, now, 'en');
  const side = ({ name, protocol: { edition } }: Side) => ({ name, edition });
  return {
    protocol: now.protocol.protocol,
    old: side(old),
    new: side(now),
    impact: impact ?? null,
    ...countsOf(changes),
    changes: changes.map((change) => ({
      ...change,
      place: placeOf(change).place || undefined,
      deadlines: change.deadlines.map((deadline) => ({ ...deadline, ...fates[deadline.fate] })),
    })),
  };
};

export const countsOf = (changes: readonly Change[]): Record<Impact, number> => ({
  safe: changes.filter(({ impact }) => impact === 'safe').length,
  mapping: changes.filter(({ impact }) => impact === 'mapping').length,
  breaking: changes.filter(({ impact }) => impact === 'breaking').length,
});
