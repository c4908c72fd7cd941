import { type Arm, nearest, typeOfField } from '../../kernel/index.ts';
import { actionKeys, actionsIn, besideOpen } from '../actions/index.ts';
import type { Compilation } from '../compilation.ts';
import { cite, expression, expressions, key, mapOf, only, phrase } from '../definition.ts';
import type { Path } from '../source.ts';
import { cited, type Place, type Surroundings, type Written } from './place.ts';
import { targetOf } from './target.ts';

const to = key(
  'to',
  '转到',
  {
    zh: '去往的状态；last 回到离开时的位置，again 离开再进入。',
    en: 'The state it leads to; `last` returns where it was, `again` leaves and re-enters.',
  },
  phrase,
);
const set = key(
  'set',
  '设定',
  {
    zh: '改变立案时给出的事实；仅用于推不出来的递推，会有警告。',
    en: 'Changes facts given at the opening; for true recursion only, with a warning.',
  },
  expressions,
);
const armKeys = [to, set, ...actionKeys, cite];
const when = key('when', '当', { zh: '条件表达式。', en: 'The condition.' }, expression);
const otherwise = key(
  'otherwise',
  '否则',
  { zh: '其余情形。', en: 'All other cases.' },
  { if: { type: 'object' }, then: { ...mapOf(armKeys), ...besideOpen }, else: only('record', '记录') },
);
/** What an arm may say besides actions. */
export const ofArms = { when, to, set };
const arm = {
  if: { type: 'object', required: ['otherwise'] },
  then: mapOf([otherwise]),
  else: { ...mapOf([when, ...armKeys]), ...besideOpen },
};

/** What follows: `record`, one arm, or a list of arms that ends in `otherwise`. */
export const armsSchema = {
  if: { type: 'array' },
  then: { items: arm, minItems: 1 },
  else: { if: { type: 'object' }, then: arm, else: only('record', '记录') },
};

interface ArmsPlace {
  place: Place;
  path: Path;
  id: string;
  event?: string;
}

/** The arms in order of trial, ids `ID.0`, `ID.1` … */
export function compileArms(surroundings: Surroundings, written: unknown, { place, path, id, event }: ArmsPlace): Arm[] {
  if (written === 'record') return [{ id: `${id}.0`, effects: [] }];
  const { compilation } = surroundings;
  const listed = Array.isArray(written);
  let closed = false;
  const conditions: Compilation['conditions'][number] = [];
  const whenOf = (written: unknown, path: Path): string => {
    const { source, checked } = compilation.expression(written, path, { event, type: 'bool' });
    if (checked?.condition) conditions.push({ path, condition: checked.condition });
    return source;
  };
  const arms = ((listed ? written : [written]) as Written[]).map((arm, n): Arm => {
    const here = listed ? [...path, n] : path;
    if (closed) compilation.problem('arm-after-otherwise', here);
    if (arm.when === undefined) closed = true;
    const [inner, innerPath] = typeof arm.otherwise === 'object' ? [arm.otherwise as Written, [...here, 'otherwise']] : [arm, here];
    const target = inner.to === undefined ? undefined : targetOf(surroundings, place, String(inner.to), [...innerPath, 'to']);
    const context = { compilation, beside: inner, path: innerPath, ladder: false, ...(event !== undefined && { event }) };
    return {
      id: `${id}.${n}`,
      effects: actionsIn(context),
      ...(arm.when !== undefined && { when: whenOf(arm.when, [...here, 'when']) }),
      ...(target && { to: target }),
      ...(inner.set !== undefined && { set: compileSet(compilation, inner.set as Written, [...innerPath, 'set'], event) }),
      ...cited(inner),
    };
  });
  if (!closed) compilation.keyProblem('no-otherwise', path);
  compilation.conditions.push(conditions);
  const last = arms.at(-1);
  const isRecord = last && last.when === undefined && !last.to && !last.set && last.effects.length === 0;
  // Every other arm is known to speak of the words of one list.
  if (isRecord && conditions.length > 0 && conditions.length === arms.length - 1) compilation.unsaid.push({ path, conditions });
  return arms;
}

/** What an arm sets: only what the opening gives, and in its type. */
function compileSet(compilation: Compilation, written: Written, path: Path, event: string | undefined): Record<string, string> {
  const { opened = {} } = compilation.scope.events;
  const set: Record<string, string> = {};
  for (const [fact, source] of Object.entries(written)) {
    const here = [...path, fact];
    if (!Object.hasOwn(opened, fact)) {
      compilation.keyProblem('set-derived', here, { name: fact }, nearest(fact, Object.keys(opened)));
      continue;
    }
    const { source: is, checked } = compilation.expression(source, here, { event });
    const type = typeOfField(opened[fact]!);
    if (checked && checked.type !== type && checked.type !== 'dyn' && !(checked.type === 'int' && type === 'double'))
      compilation.problem('wrong-result', here, { type: checked.type, wanted: type });
    compilation.sets.push({ path: here, is });
    set[fact] = is;
  }
  return set;
}
