import type { Arm, EffectTemplate, HandOffRule, OnceRule, State, Target, TaskRule } from '../kernel/index.ts';
import { actions } from './actions/index.ts';
import { type Compilation, textOf } from './compilation.ts';
import { isProblem, isSeries, readMoment, readSeries, readWindow } from './phrases.ts';
import { nearest, type Path } from './source.ts';

type Written = Record<string, unknown>;

/** A state as written, with its place and its number in document order. */
export interface Place {
  index: number;
  path: Path;
  written: Written;
  state: State;
}

/** Performs `compile` of every action found in a map. */
export function actionsIn(compilation: Compilation, beside: Written, path: Path, event?: string): EffectTemplate[] {
  return actions
    .filter(({ key }) => key in beside)
    .flatMap((action) => action.compile(beside[action.key] as never, { compilation, path, beside, ...(event !== undefined && { event }) }));
}

/** Numbers all states in document order; the file itself is 0. */
export function flatten(root: Written): Place[] {
  const places: Place[] = [];
  const visit = (written: Written, path: Path, id: string, key: string, parent: number, depth: number): number => {
    const index = places.length;
    const inside = (written.tracks ?? written.states) as Record<string, Written> | undefined;
    const own = parent >= 0 ? places[parent]!.state.stage : undefined;
    const stage = (written.stage ?? own) as State['stage'];
    const state: State = {
      id,
      key,
      parent,
      depth,
      kind: written.tracks ? 'tracks' : inside ? 'sequence' : 'leaf',
      children: [],
      tasks: [],
      on: {},
      once: [],
      entry: [],
      ...(stage !== undefined && { stage }),
      ...(written.title !== undefined && { title: textOf(written.title) }),
    };
    places.push({ index, path, written, state });
    for (const [name, child] of Object.entries(inside ?? {})) {
      const childPath = [...path, written.tracks ? 'tracks' : 'states', name];
      state.children.push(visit(child, childPath, id === '' ? name : `${id}.${name}`, name, index, depth + 1));
    }
    return index;
  };
  visit(root, [], '', '', -1, 0);
  return places;
}

/** Fills in what the states say: tasks, hand-offs, arms, endings. */
export function compileStates(compilation: Compilation, places: Place[], outcomes: string[], ladders: string[]): void {
  for (const place of places) {
    const { state, written, path } = place;
    if (place.index > 0) state.entry = actionsIn(compilation, written, path);
    for (const [event, task] of Object.entries((written.tasks ?? {}) as Record<string, Written>)) {
      const rule = compileTask(compilation, place, event, task, ladders);
      if (rule) state.tasks.push(rule);
    }
    if (written.hand_off) {
      const rule = compileHandOff(compilation, place, written.hand_off as Written, ladders);
      if (rule) state.handOff = rule;
    }
    for (const [event, arms] of Object.entries((written.on ?? {}) as Written)) {
      if (!(event in compilation.scope.events) && !(event === 'lapsed' && written.hand_off)) {
        compilation.keyProblem(
          'event-undeclared',
          [...path, 'on', event],
          { name: event },
          nearest(event, Object.keys(compilation.scope.events)),
        );
        continue;
      }
      state.on[event] = compileArms(compilation, places, place, arms, [...path, 'on', event], `${state.id || 'file'}.on.${event}`, event);
    }
    Object.entries((written.once ?? {}) as Written).forEach(([text, arms], n) => {
      const rule = compileOnce(compilation, places, place, text, arms, n);
      if (rule) state.once.push(rule);
    });
    if (written.end !== undefined) compileEnd(compilation, place, String(written.end), outcomes);
  }
}

function ladderOf(compilation: Compilation, written: Written, path: Path, ladders: string[]): string {
  if (written.late === undefined) {
    compilation.keyProblem('no-late', path);
    return '';
  }
  const late = String(written.late);
  if (!ladders.includes(late)) compilation.problem('ladder-unknown', [...path, 'late'], { name: late }, nearest(late, ladders));
  return late;
}

function compileTask(
  compilation: Compilation,
  { state, path }: Place,
  event: string,
  written: Written,
  ladders: string[],
): TaskRule | undefined {
  const here = [...path, 'tasks', event];
  const { names } = compilation;
  if (!(event in compilation.scope.events)) {
    compilation.keyProblem('event-undeclared', here, { name: event }, nearest(event, Object.keys(compilation.scope.events)));
    return undefined;
  }
  const by = [written.by].flat() as string[];
  for (const role of by) compilation.role(role, [...here, 'by']);
  const ladder = ladderOf(compilation, written, here, ladders);
  const text = String(written.due);
  const duePath = [...here, 'due'];
  let due: TaskRule['due'] | undefined;
  if (isSeries(text)) {
    const series = compilation.phrase(readSeries(text, names), duePath, compilation.knownNames());
    const window = written.window === undefined ? undefined : compilation.phrase(readWindow(String(written.window)), [...here, 'window']);
    if (series) due = { series, ...(window && { window }) };
  } else {
    const moment = compilation.phrase(readMoment(text, names), duePath, compilation.knownNames());
    if (moment) due = { moment };
  }
  if (!due) return undefined;
  return {
    id: `${state.id || 'file'}.${event}`,
    event,
    by,
    due,
    ladder,
    owed: written.owed !== undefined,
    ...(written.title !== undefined && { title: textOf(written.title) }),
    ...(written.when !== undefined && { when: compilation.expression(written.when, [...here, 'when'], undefined, 'bool').source }),
    ...cited(written),
  };
}

const cited = (written: Written) => (written.cite === undefined ? {} : { cite: String(written.cite) });

function compileHandOff(
  compilation: Compilation,
  { state, path, written: all }: Place,
  written: Written,
  ladders: string[],
): HandOffRule | undefined {
  const here = [...path, 'hand_off'];
  const to = String(written.to);
  compilation.role(to, [...here, 'to']);
  const ladder = ladderOf(compilation, written, here, ladders);
  for (const answer of ['accepted', 'declined'])
    if (!(answer in ((all.on ?? {}) as Written))) compilation.keyProblem('no-answer', here, { name: answer });
  const due = compilation.phrase(readMoment(String(written.due), compilation.names), [...here, 'due'], compilation.knownNames());
  return due && { id: `${state.id || 'file'}.hand_off`, to, due, ladder, ...cited(written) };
}

function compileOnce(
  compilation: Compilation,
  places: Place[],
  place: Place,
  text: string,
  arms: unknown,
  n: number,
): OnceRule | undefined {
  const path = [...place.path, 'once', text];
  const id = `${place.state.id || 'file'}.once.${n}`;
  let trigger: OnceRule['trigger'] | undefined;
  if (text === 'done') trigger = { done: true };
  else if (compilation.scope.facts[text] === 'bool') trigger = { flag: text };
  else {
    const read = readMoment(text, compilation.names);
    if (isProblem(read)) {
      const { name } = read.params;
      const key = compilation.source.key(path);
      const index = name === undefined ? -1 : text.indexOf(String(name));
      const range = index < 0 ? key : { from: key.from + index, to: key.from + index + String(name).length };
      compilation.source.problems.add(
        read.problem,
        range,
        read.params,
        name === undefined ? undefined : nearest(String(name), compilation.knownNames()),
      );
      return undefined;
    }
    trigger = { moment: read };
  }
  return { id, trigger, arms: compileArms(compilation, places, place, arms, path, id), text };
}

function compileArms(
  compilation: Compilation,
  places: Place[],
  place: Place,
  written: unknown,
  path: Path,
  id: string,
  event?: string,
): Arm[] {
  if (written === 'record') return [{ id: `${id}.0`, effects: [] }];
  const listed = Array.isArray(written);
  const list = (listed ? written : [written]) as Written[];
  let closed = false;
  const arms = list.map((arm, n): Arm => {
    const here = listed ? [...path, n] : path;
    if (closed) compilation.problem('arm-after-otherwise', here);
    const isOtherwise = 'otherwise' in arm;
    if (isOtherwise || arm.when === undefined) closed = true;
    const inner = isOtherwise && typeof arm.otherwise === 'object' ? (arm.otherwise as Written) : arm;
    const innerPath = isOtherwise && inner !== arm ? [...here, 'otherwise'] : here;
    const to = inner.to === undefined ? undefined : targetOf(compilation, places, place, String(inner.to), [...innerPath, 'to']);
    return {
      id: `${id}.${n}`,
      effects: actionsIn(compilation, inner, innerPath, event),
      ...(arm.when !== undefined && { when: compilation.expression(arm.when, [...here, 'when'], event, 'bool').source }),
      ...(to && { to }),
      ...cited(inner),
    };
  });
  if (!closed) compilation.keyProblem('no-otherwise', path);
  return arms;
}

function targetOf(compilation: Compilation, places: Place[], place: Place, text: string, path: Path): Target | undefined {
  const match = /^(?:(last|again) )?([\w.-]+)$/.exec(text);
  const how = (match?.[1] ?? 'enter') as Target['how'];
  const name = match?.[2] ?? text;
  const found = find(places, place, name);
  if (found === undefined) {
    compilation.problem(
      'target-unknown',
      path,
      { name },
      nearest(
        name,
        places.flatMap(({ state }) => (state.key ? [state.key] : [])),
      ),
    );
    return undefined;
  }
  if (found === place.index && how === 'enter') {
    compilation.problem('self-target', path, { name });
    return undefined;
  }
  return { state: found, how };
}

/** The nearest state of that name: inside, beside, then outward. */
function find(places: Place[], from: Place, name: string): number | undefined {
  const [first, ...rest] = name.split('.');
  for (let at: Place | undefined = from; at; at = places[at.state.parent]) {
    let found = at.state.children.find((child) => places[child]!.state.key === first);
    for (const key of rest)
      found = found === undefined ? undefined : places[found]!.state.children.find((child) => places[child]!.state.key === key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function compileEnd(compilation: Compilation, { state, path }: Place, end: string, outcomes: string[]): void {
  const here = [...path, 'end'];
  const becomes = /^becomes ([\w-]+)$/.exec(end)?.[1];
  if (end === 'track') state.end = { track: true };
  else if (becomes) {
    const known = compilation.context.protocols;
    if (known && !(becomes in known)) compilation.problem('open-unknown', here, { name: becomes }, nearest(becomes, Object.keys(known)));
    state.end = { becomes };
  } else if (outcomes.includes(end)) state.end = { outcome: end };
  else compilation.problem('outcome-unknown', here, { name: end }, nearest(end, outcomes));
}
