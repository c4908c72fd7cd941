import type { EffectTemplate } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Path } from '../source.ts';

/** What an author can write in an arm, a ladder step or a state: one file, one line in `index.ts`. */
export interface Action {
  key: string;
  zh: { key: string; meaning: string };
  en: { meaning: string };
  example: string;
  /** JSON Schema of its value. */
  schema: object;
  /** What it becomes. `path` is the place of the map it stands in; `event`: whose `data` it may name. */
  compile(value: never, context: ActionContext): EffectTemplate[];
}

export interface ActionContext {
  compilation: Compilation;
  path: Path;
  event?: string;
  /** The map it stands in. */
  beside: Record<string, unknown>;
}
