import { type Field, nearest, type TaskRule } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { anyTo, cite, expression, key, mapOf, only, phrase, roles, span, title, words } from '../definition.ts';
import { isSeries, readMoment, readSeries, readSpan, readWindow } from '../phrases.ts';
import { type Path, textOf } from '../source.ts';
import { cited, idOf, type Place, type StateKey, type Surroundings, type Written } from './place.ts';
import { readRoles } from './role.ts';

export const late = key('late', '逾期', { zh: '逾期时走哪个阶梯。', en: 'The ladder that is climbed when it is late.' }, words);

export const extend = key(
  'extend',
  '可延',
  {
    zh: '主管最多可以把时限推迟多久；不写则只可提前。',
    en: 'By how much a supervisor may put it off; without it, it can only be asked for sooner.',
  },
  span,
);

/** By how much it may be put off: a span, or the value that is one. */
export function compileExtend(compilation: Compilation, written: Written, path: Path): Pick<TaskRule, 'extend'> {
  if (written.extend === undefined) return {};
  const text = String(written.extend);
  const named = compilation.names.span(text) ?? compilation.phrase(readSpan(text), [...path, 'extend'], compilation.knownNames());
  return named ? { extend: named } : {};
}

const taskKeys = [
  key('by', '由', { zh: '要求哪些角色。', en: 'The roles that are asked.' }, roles(), true),
  key('when', '当', { zh: '仅在条件成立时要求。', en: 'Only asked when this holds.' }, expression),
  key('due', '到期', { zh: '何时之前；或每日、每周等系列。', en: 'By when; or a series such as `daily at 08:00 and 17:00`.' }, span, true),
  key('window', '时间窗', { zh: '系列中每次的前后范围。', en: 'How early and how late each slot of a series may be filled.' }, phrase),
  late,
  extend,
  key(
    'each',
    '逐一',
    {
      zh: '清单中每一项各做一次：FIELD in LIST，事件的 FIELD 字段填明是哪一项。',
      en: 'Once for each of a list: `FIELD in LIST`; the field of the event says which of it was done.',
    },
    phrase,
  ),
  key(
    'owed',
    '必办',
    { zh: 'until_done：离开状态、转归或结案后仍须完成。', en: '`until_done`: survives the state, `becomes` and the outcome.' },
    only('until_done', '办结为止'),
  ),
  cite,
  title,
];

export const tasks: StateKey = {
  ...key('tasks', '任务', { zh: '此状态中应当发生的事件。', en: 'The events that are owed here.' }, anyTo(mapOf(taskKeys))),
  compile(value: Record<string, Written>, place, surroundings) {
    for (const [event, task] of Object.entries(value)) {
      const rule = compileTask(surroundings, place, event, task);
      if (rule) place.state.tasks.push(rule);
    }
  },
};

/** The ladder named under `late`. */
export function ladderOf({ compilation, ladders }: Surroundings, written: Written, path: Path): string {
  if (written.late === undefined) {
    compilation.keyProblem('no-late', path);
    return '';
  }
  const name = String(written.late);
  if (!ladders.includes(name)) compilation.problem('ladder-unknown', [...path, 'late'], { name }, nearest(name, ladders));
  return name;
}

function compileTask(surroundings: Surroundings, { state, path }: Place, event: string, written: Written): TaskRule | undefined {
  const { compilation } = surroundings;
  const here = [...path, 'tasks', event];
  if (!compilation.declared(event, here)) return undefined;
  const each = written.each === undefined ? undefined : compileEach(compilation, event, String(written.each), [...here, 'each']);
  const asked = readRoles(compilation, written.by as string | string[], [...here, 'by'], each?.field);
  const ladder = ladderOf(surroundings, written, here);
  const due = compileDue(compilation, written, here);
  if (!due) return undefined;
  return {
    id: `${idOf(state)}.${event}`,
    event,
    ...asked,
    ...(each && { each }),
    due,
    ladder,
    ...compileExtend(compilation, written, here),
    owed: written.owed !== undefined,
    ...(written.title !== undefined && { title: textOf(written.title) }),
    ...(written.when !== undefined && {
      when: compilation.condition(written.when, [...here, 'when'], { element: each !== undefined }),
    }),
    ...cited(written),
  };
}

/** `household in households`: a field of the event, and a fact that is a list. */
function compileEach(compilation: Compilation, event: string, written: string, path: Path): TaskRule['each'] {
  const [, field, list] = /^(\S+) in (\S+)$/.exec(written) ?? [];
  if (field === undefined || list === undefined) {
    compilation.problem('phrase', path, { text: written, expected: 'household in households' });
    return undefined;
  }
  const shape = compilation.scope.events[event]!;
  const fields = Object.keys(shape).filter((name) => isWord(shape[name]!));
  if (!fields.includes(field)) compilation.nameProblem('each-without-field', path, field, nearest(field, fields));
  const { facts } = compilation.scope;
  const lists = Object.keys(facts).filter((name) => facts[name] === 'list<string>' || facts[name] === 'dyn');
  if (!lists.includes(list)) compilation.nameProblem('each-not-a-list', path, list, nearest(list, lists));
  return { field, list };
}

const isWord = ({ type, many }: Field) => !many && ['text', 'person', 'unit', 'case'].includes(type);

function compileDue(compilation: Compilation, written: Written, path: Path): TaskRule['due'] | undefined {
  const text = String(written.due);
  const here = [...path, 'due'];
  if (!isSeries(text)) {
    if (written.window !== undefined) compilation.keyProblem('window-alone', [...path, 'window']);
    const moment = compilation.phrase(readMoment(text, compilation.names), here, compilation.knownNames());
    return moment && { moment };
  }
  const series = compilation.phrase(readSeries(text, compilation.names), here, compilation.knownNames());
  const window = written.window === undefined ? undefined : compilation.phrase(readWindow(String(written.window)), [...path, 'window']);
  return series && { series, ...(window && { window }) };
}
