import type { EffectTemplate } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Key } from '../definition.ts';
import type { Path } from '../source.ts';

/** What an author can write in an arm, a ladder step or a state: one file, one line in `index.ts`. */
export interface Action extends Key {
  example: string;
  /** What it becomes. */
  compile(value: never, context: ActionContext): EffectTemplate[];
}

export interface ActionContext {
  compilation: Compilation;
  /** The map it stands in, and its place. */
  beside: Record<string, unknown>;
  path: Path;
  /** The event whose `data` it may name. */
  event?: string;
  /** It is a step of a ladder: somebody was asked. */
  ladder: boolean;
}
