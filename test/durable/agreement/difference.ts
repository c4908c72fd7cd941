import type { Effect, Refusal } from '../../../src/kernel/index.ts';
import { civilIn } from './simulated.ts';
import type { Story, Trace } from './trace.ts';

type Civil = (at: number) => string;
type Both = (ours: string, theirs: string) => string;
/** Positions in two lists; undefined on the side that has nothing there. */
type Edit = [number | undefined, number | undefined];

/** Lines shown of one case: the first difference is what matters, the rest follows from it. */
const MOST = 6;
/** Fields that are instants, and are shown as people write them. */
const instants = /(^|\.)(at|due|asked|opens|closed|late|on|recorded|now|nextWake|sampled_at|fired|corrected)$/;

/** Where two traces of a scenario differ, in words, one line each; empty when they agree. `ours` and `theirs` name the two sides. */
export function differences(title: string, one: Trace, other: Trace, ours = 'simulator', theirs = 'Temporal'): string[] {
  const civil = civilIn(one.zone);
  const lines: string[] = [];
  const say = (where: string, what: string) => lines.push(`${title} · ${where}: ${what}`);
  const both = (a: string, b: string) => `${ours} ${a}; ${theirs} ${b}`;
  for (let n = 0; n < Math.max(one.refusals.length, other.refusals.length); n++) {
    const [a, b] = [refusal(one.refusals[n]), refusal(other.refusals[n])];
    if (a !== b) say(`answer to step ${n + 1}`, both(a, b));
  }
  for (const name of new Set([...Object.keys(one.cases), ...Object.keys(other.cases)])) {
    const [a, b] = [one.cases[name], other.cases[name]];
    if (!a || !b) say(name, `only in ${a ? ours : theirs}`);
    else for (const line of ofStory(a, b, civil, both)) say(name, line);
  }
  return lines.length === 0 ? [] : [...lines, ...(other.remarks ?? []).map((remark) => `${title}: ${remark}`)];
}

const refusal = (refused: Refusal | undefined) => {
  if (!refused) return 'takes it';
  // Each side has its own ids.
  const { case: _, ...params } = refused.refused === 'ended' ? {} : refused.params;
  return `refuses it (${[refused.refused, ...Object.entries(params).map(([key, value]) => `${key} ${value}`)].join(', ')})`;
};

/** What differs between two stories of a case; of what follows from it no more is said than that. */
function* ofStory(a: Story, b: Story, civil: Civil, both: Both): Generator<string> {
  const effects = [...ofEffects(a.effects, b.effects, civil, both)];
  yield* effects;
  if (effects.length > 0) return;
  const told = [...ofTold(a, b, civil, both)];
  yield* told.slice(0, MOST);
  if (told.length > 0) return;
  for (const when of new Set([...Object.keys(a.looks), ...Object.keys(b.looks)])) {
    const fields = [...fieldsThatDiffer(a.looks[when], b.looks[when], civil, both)];
    if (fields.length === 0) continue;
    yield `${when}: ${shortened(fields)}`;
    return;
  }
}

const shortened = (fields: string[]) =>
  fields.length > MOST ? `${fields.slice(0, MOST).join('; ')}; … and ${fields.length - MOST} more` : fields.join('; ');

/** An effect without the numbers of steps: all that come after one too many have another number. */
const unnumbered = ({ seq: _, ...effect }: Effect) =>
  JSON.stringify(effect, (key, value: unknown) =>
    ['seq', 'id', 'entry', 'number'].includes(key) && typeof value === 'number' ? 0 : value,
  ).replaceAll(/#\d+/g, '#');

function* ofEffects(a: readonly Effect[], b: readonly Effect[], civil: Civil, both: Both): Generator<string> {
  const unlike = editsOf(a.map(unnumbered), b.map(unnumbered));
  const edits =
    unlike.length > 0 ? unlike : a.flatMap((effect, n): Edit[] => (JSON.stringify(effect) === JSON.stringify(b[n]) ? [] : [[n, n]]));
  const words = (effect: Effect | undefined) => (effect ? `${civil(effect.at)} ${headOf(effect)}` : 'nothing');
  for (const [left, right] of edits.slice(0, MOST)) {
    const [mine, yours] = [left === undefined ? undefined : a[left]!, right === undefined ? undefined : b[right]!];
    const where = `${civil((mine ?? yours)!.at)} effect ${(left ?? right!) + 1}`;
    if (mine && yours && headOf(mine) === headOf(yours))
      yield `${where}, ${headOf(mine)}: ${shortened([...fieldsThatDiffer(mine, yours, civil, both)])}`;
    else yield `${where}: ${both(words(mine), words(yours))}`;
  }
  if (edits.length > MOST) yield `… and ${edits.length - MOST} more effects differ`;
}

function* ofTold(a: Story, b: Story, civil: Civil, both: Both): Generator<string> {
  const times = ({ told }: Story) => {
    const counts = new Map<string, number>();
    for (const { at, role, unit } of told) {
      const key = `${civil(at)} ${role} of ${unit ?? 'nobody'}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
  const [mine, yours] = [times(a), times(b)];
  const often = (n = 0) => `tells it ${n} times`;
  for (const key of new Set([...mine.keys(), ...yours.keys()]))
    if (mine.get(key) !== yours.get(key)) yield `${key}: ${both(often(mine.get(key)), often(yours.get(key)))}`;
}

/** An effect in a few words. */
function headOf(effect: Effect): string {
  switch (effect.kind) {
    case 'record':
      switch (effect.note.note) {
        case 'event':
        case 'corrected':
          return `${effect.note.note} ${effect.note.entry.event}`;
        case 'moved':
          return `moved to ${effect.note.at.join(' + ')}`;
        case 'attention':
          return `attention ${effect.note.attention.code}`;
        default:
          return effect.note.note;
      }
    case 'task':
      return `${effect.slot.event} ${effect.change}`;
    case 'tell':
      return `tell ${effect.roles.join(' and ')} (${effect.about.reason} of ${effect.about.of}${effect.about.step === undefined ? '' : `, step ${effect.about.step + 1}`})`;
    case 'open':
      return `open ${effect.protocol}`;
    case 'send':
      return `send ${effect.event} to ${effect.to}`;
    case 'become':
      return `become ${effect.protocol}`;
    case 'close':
      return `close: ${effect.outcome}`;
    default:
      return effect satisfies never;
  }
}

function* fieldsThatDiffer(
  a: unknown,
  b: unknown,
  civil: (at: number) => string,
  both: (a: string, b: string) => string,
): Generator<string> {
  const [left, right] = [leaves(a), leaves(b)];
  const shown = (path: string, value: unknown) =>
    value === undefined ? 'has none' : typeof value === 'number' && instants.test(path) ? civil(value) : JSON.stringify(value);
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    const [mine, yours] = [left.get(path), right.get(path)];
    if (mine !== yours) yield `${path} ${both(shown(path, mine), shown(path, yours))}`;
  }
}

function leaves(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) leaves(inner, path === '' ? key : `${path}.${key}`, into);
  else if (value !== undefined) into.set(path, value);
  return into;
}

/** The places at which two lists differ. */
function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  const longest = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  const edits: Edit[] = [];
  let only: { left: number[]; right: number[] } = { left: [], right: [] };
  // What is missing here and there between two lines that agree stands for the same thing gone otherwise.
  const flush = () => {
    for (let n = 0; n < Math.max(only.left.length, only.right.length); n++) edits.push([only.left[n], only.right[n]]);
    only = { left: [], right: [] };
  };
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      flush();
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) only.left.push(i++);
    else only.right.push(j++);
  }
  flush();
  return edits;
}
