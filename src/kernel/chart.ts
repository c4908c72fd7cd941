import { type AnyMachineSnapshot, type AnyStateMachine, createActor, createMachine, initialTransition, transition } from 'xstate';
import type { Arm, Protocol, State } from './protocol.ts';

/**
 * The guard-free chart of a protocol. XState decides one thing: which configuration follows from taking the arms that the kernel
 * found to hold. So a step is a function of (configuration with history, arms) and is asked of XState once, then remembered.
 */
export interface Chart {
  protocol: Protocol;
  xstate: AnyStateMachine;
  initial: Step;
  steps: Map<string, Step>;
  /** The same chart in which a person can go anywhere; built when somebody first does. */
  open?: AnyStateMachine;
}

/** Where a case is: active leaves in document order and, for states left that somebody returns to, where they were. */
export interface Configuration {
  at: string[];
  history: Record<string, string[]>;
}

export interface Step extends Configuration {
  /** Left, innermost first. */
  left: number[];
  /** Entered, outermost first; a state left and entered again is in both. */
  entered: number[];
}

/** Bound on remembered steps of one protocol: beyond it the memo starts afresh (it is a pure cache). */
const MOST_STEPS = 5_000;

/** A node of the chart as XState takes it. */
interface Node {
  id: string;
  on?: Record<string, { target: string; reenter: boolean }>;
  entry?: { type: string; params: { state: number } };
  exit?: { type: string; params: { state: number } };
  type?: 'parallel' | 'history';
  history?: 'deep';
  initial?: string;
  states?: Record<string, Node>;
}

const nodeId = (state: number) => `n${state}`;
const historyKey = '$last';

export function* armsOf(state: State): Generator<Arm> {
  for (const arms of Object.values(state.on)) yield* arms;
  for (const rule of state.once) yield* rule.arms;
}

function configOf(protocol: Protocol, index: number, remembered: Set<number>, isOpen = false): Node {
  const state = protocol.states[index]!;
  const on: Record<string, { target: string; reenter: boolean }> = isOpen ? waysFrom(protocol, index) : {};
  for (const arm of armsOf(state)) {
    if (!arm.to) continue;
    const target = nodeId(arm.to.state);
    on[arm.id] = {
      target: remembered.has(arm.to.state) && arm.to.how === 'last' ? `#${target}h` : `#${target}`,
      reenter: arm.to.how === 'again',
    };
  }
  const node: Node = {
    id: nodeId(index),
    on,
    entry: { type: 'entered', params: { state: index } },
    exit: { type: 'left', params: { state: index } },
  };
  if (state.kind === 'leaf') return node;
  const states: Record<string, Node> = {};
  for (const child of state.children) states[protocol.states[child]!.key] = configOf(protocol, child, remembered, isOpen);
  if (remembered.has(index)) states[historyKey] = { id: `${nodeId(index)}h`, type: 'history', history: 'deep' };
  if (state.kind === 'tracks') return { ...node, type: 'parallel', states };
  return { ...node, initial: protocol.states[state.children[0]!]!.key, states };
}

/** Every state can be gone to from the file itself; inside a track, without leaving the others. */
function waysFrom(protocol: Protocol, index: number): Record<string, { target: string; reenter: boolean }> {
  const { parent } = protocol.states[index]!;
  if (parent >= 0 && protocol.states[parent]!.kind !== 'tracks') return {};
  const inside = protocol.states.map((_, state) => state).filter((state) => state !== index && isWithin(protocol, state, index));
  return Object.fromEntries(inside.map((state) => [wayTo(state), { target: `#${nodeId(state)}`, reenter: false }]));
}

const wayTo = (state: number) => `$to ${state}`;

/** Whether `state` is `ancestor` or inside it. */
export function isWithin(protocol: Protocol, state: number, ancestor: number): boolean {
  for (let index = state; index >= 0; index = protocol.states[index]!.parent) if (index === ancestor) return true;
  return false;
}

function machineOf(protocol: Protocol, isOpen = false): AnyStateMachine {
  const remembered = new Set<number>();
  // Inside a leaf there is nothing to return to.
  for (const state of protocol.states)
    for (const { to } of armsOf(state)) if (to?.how === 'last' && protocol.states[to.state]!.kind !== 'leaf') remembered.add(to.state);
  return createMachine({ ...configOf(protocol, 0, remembered, isOpen), options: { maxIterations: 1000 } } as never);
}

/** Builds the chart and its first step. Throws a fault when XState cannot enter the initial configuration. */
export function chartOf(protocol: Protocol): Chart {
  const xstate = machineOf(protocol);
  const [snapshot, actions] = initialTransition(xstate);
  if (snapshot.status !== 'active') throw new Error(`chart of ${protocol.protocol} does not start: ${snapshot.status}`);
  return { protocol, xstate, initial: stepFrom(protocol, snapshot, [actions]), steps: new Map() };
}

/** The configuration after taking `arms` (ids, in order) from `from`; the answer is remembered. */
export function take(chart: Chart, from: Configuration, arms: readonly string[]): Step {
  let key = from.at.join(',');
  for (const id in from.history) key += `|${id}=${from.history[id]!.join(',')}`;
  for (const id of arms) key += `>${id}`;
  const known = chart.steps.get(key);
  if (known) return known;
  const step = askXState(chart, from, arms);
  if (chart.steps.size >= MOST_STEPS) chart.steps.clear();
  chart.steps.set(key, step);
  return step;
}

/** The same without the memory: what XState itself says. */
export function askXState(chart: Chart, from: Configuration, arms: readonly string[]): Step {
  return ask(chart, chart.xstate, from, arms);
}

/** The configuration when a person puts a case into these states, leaving whatever they replace. */
export function go(chart: Chart, from: Configuration, states: readonly number[]): Step {
  chart.open ??= machineOf(chart.protocol, true);
  return ask(chart, chart.open, from, states.map(wayTo));
}

function ask(chart: Chart, xstate: AnyStateMachine, from: Configuration, events: readonly string[]): Step {
  let snapshot = snapshotOf({ ...chart, xstate }, from);
  const actions: { type: string; params: unknown }[][] = [];
  for (const type of events) {
    const [next, done] = transition(xstate, snapshot, { type });
    snapshot = next;
    actions.push(done as never);
  }
  return stepFrom(chart.protocol, snapshot, actions);
}

/** Rebuilds XState's snapshot. Restored through an actor that never starts: `resolveState` would lose the history. */
export function snapshotOf(chart: Chart, from: Configuration): AnyMachineSnapshot {
  const { states } = chart.protocol;
  const historyValue: Record<string, { id: string }[]> = {};
  for (const id in from.history) {
    const index = states.findIndex((state) => state.id === id);
    historyValue[`${nodeId(index)}h`] = from.history[id]!.map((leaf) => ({ id: nodeId(states.findIndex((state) => state.id === leaf)) }));
  }
  const active = new Set(from.at);
  const valueAt = (index: number): unknown => {
    const state = states[index]!;
    const inside = state.children.filter((child) => holds(child));
    if (state.kind === 'tracks')
      return Object.fromEntries(inside.map((child) => [states[child]!.key, states[child]!.kind === 'leaf' ? {} : valueAt(child)]));
    const child = inside[0]!;
    return states[child]!.kind === 'leaf' ? states[child]!.key : { [states[child]!.key]: valueAt(child) };
  };
  const holds = (index: number): boolean => {
    const state = states[index]!;
    return state.kind === 'leaf' ? active.has(state.id) : state.children.some(holds);
  };
  const value = states[0]!.kind === 'leaf' ? {} : valueAt(0);
  const persisted = { status: 'active', value, historyValue, context: {}, children: {}, output: undefined, error: undefined };
  return createActor(chart.xstate, { snapshot: persisted as never }).getSnapshot();
}

function stepFrom(
  protocol: Protocol,
  snapshot: AnyMachineSnapshot,
  actions: readonly (readonly { type: string; params?: unknown }[])[],
): Step {
  const left: number[] = [];
  const entered: number[] = [];
  for (const action of actions.flat()) {
    const state = (action.params as { state: number } | undefined)?.state;
    if (state === undefined) continue;
    if (action.type === 'left') left.push(state);
    else if (action.type === 'entered') entered.push(state);
  }
  const at: string[] = [];
  const collect = (index: number, value: unknown): void => {
    const state = protocol.states[index]!;
    if (state.kind === 'leaf') {
      at.push(state.id);
      return;
    }
    for (const child of state.children) {
      const key = protocol.states[child]!.key;
      if (typeof value === 'string' ? value === key : key in (value as object)) {
        collect(child, typeof value === 'string' ? {} : (value as Record<string, unknown>)[key]);
      }
    }
  };
  collect(0, snapshot.value);
  const history: Record<string, string[]> = {};
  for (const [id, nodes] of Object.entries(snapshot.historyValue as Record<string, { id: string }[]>)) {
    const state = protocol.states[Number(id.slice(1, -1))]!;
    history[state.id] = nodes.map((node) => protocol.states[Number(node.id.slice(1))]!.id);
  }
  return { at, history, left, entered };
}
