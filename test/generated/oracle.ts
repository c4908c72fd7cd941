import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import type { Machine, Outcome } from '../../src/kernel/index.ts';

/** One move of a case. */
export interface Move {
  left: number[];
  entered: number[];
  at: string[];
}

/**
 * XState itself, followed arm by arm from the first configuration on: it never forgets and is never restored, unlike the kernel, which
 * keeps a configuration and remembers steps.
 */
export class Oracle {
  private snapshot: AnyMachineSnapshot;
  private readonly machine: Machine;

  constructor(machine: Machine) {
    this.machine = machine;
    [this.snapshot] = initialTransition(machine.chart.xstate);
  }

  /** The active leaves, in document order. */
  get at(): string[] {
    const { states } = this.machine.protocol;
    return states.filter((state, index) => state.kind === 'leaf' && this.isActive(index)).map(({ id }) => id);
  }

  private isActive(index: number): boolean {
    return (this.snapshot as unknown as { _nodes: { id: string }[] })._nodes.some(({ id }) => id === `n${index}`);
  }

  /** Takes the arms that the kernel found to hold, those of one occasion together; gives the moves that follow. */
  take(took: readonly string[]): Move[] {
    return occasions(took).flatMap((arms) => {
      const moving = arms.filter((id) => {
        const to = this.armOf(id).to;
        return to && (to.how === 'again' || !this.isActive(to.state));
      });
      if (moving.length === 0) return [];
      const move: Move = { left: [], entered: [], at: [] };
      for (const type of moving) {
        const [next, actions] = transition(this.machine.chart.xstate, this.snapshot, { type });
        this.snapshot = next;
        for (const { type: kind, params } of actions as unknown as { type: string; params?: { state: number } }[])
          if (params) (kind === 'left' ? move.left : move.entered).push(params.state);
      }
      return [{ ...move, at: this.at }];
    });
  }

  private armOf(id: string) {
    const { states } = this.machine.protocol;
    const all = states.flatMap((state) => [...Object.values(state.on).flat(), ...state.once.flatMap(({ arms }) => arms)]);
    return all.find((arm) => arm.id === id)!;
  }
}

/** The arms that one fact takes in several tracks belong together; a lapse, a bounce and a `once` are occasions of their own. */
function occasions(took: readonly string[]): string[][] {
  const groups: string[][] = [];
  let event: string | undefined;
  for (const id of took) {
    const own = /\.on\.(?!lapsed\.|bounced\.)(.+)\.\d+$/.exec(id)?.[1];
    if (own !== undefined && own === event) groups.at(-1)!.push(id);
    else groups.push([id]);
    event = own;
  }
  return groups;
}

/** The moves that a case tells of. */
export function movesOf(machine: Machine, { effects }: Pick<Outcome, 'effects'>): Move[] {
  const index = (id: string) => machine.stateOf.get(id)!;
  return effects.flatMap((effect) =>
    effect.kind === 'record' && effect.note.note === 'moved'
      ? [{ left: effect.note.left.map(index), entered: effect.note.entered.map(index), at: effect.note.at }]
      : [],
  );
}
