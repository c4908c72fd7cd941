import type { Drill, Seen } from '../../house/index.ts';
import type { Stage, Text } from '../../kernel/index.ts';
import { isLapsed, isRefused } from '../../simulator/index.ts';
import { stages } from '../titles.ts';

export const stageIds = Object.keys(stages) as Stage[];

/** What the screen counts. */
export interface Figures {
  people: number;
  found: number;
  /** Each person once: open and ended by the first stage of his state; `also`: in this stage at the same time. */
  byStage: Record<string, { open: number; ended: number; also: number }>;
  /** By the outcome's English title. */
  byOutcome: Map<string, { outcome: Text; n: number }>;
  owed: number;
  overdue: number;
  escalations: number;
  lapsed: number;
  refused: number;
  files: { open: number; closed: number };
}

interface Part {
  digest: string | null;
  owed: number;
  dues: number[];
  escalations: number;
  lapsed: number;
  refused: number;
}

/** Counts again and again what a drill shows; a case that has not changed is not counted anew. */
export class Counter {
  private readonly parts = new Map<string, Part>();

  figures(drill: Drill): Figures {
    const { now, watch } = drill;
    const byStage: Figures['byStage'] = Object.fromEntries(stageIds.map((stage) => [stage, { open: 0, ended: 0, also: 0 }]));
    const figures: Figures = {
      people: drill.options.cast.people.length,
      found: 0,
      byStage,
      byOutcome: new Map(),
      owed: 0,
      overdue: 0,
      escalations: 0,
      lapsed: 0,
      refused: 0,
      files: { open: 0, closed: 0 },
    };
    for (const seen of watch.cases.values()) {
      const { head, machine } = seen;
      const part = this.partOf(seen);
      figures.owed += part.owed;
      figures.overdue += part.dues.filter((due) => due < now).length;
      figures.escalations += part.escalations;
      figures.lapsed += part.lapsed;
      figures.refused += part.refused;
      const closed = head.life === 'closed';
      if (machine.protocol.subject !== 'person') {
        if (head.protocol === 'supervision') figures.files[closed ? 'closed' : 'open']++;
        continue;
      }
      figures.found++;
      const stage = byStage[head.stage ?? ''];
      if (stage) stage[closed ? 'ended' : 'open']++;
      if (closed) {
        const outcome = machine.protocol.outcomes[head.outcome ?? ''] ?? { zh: head.outcome ?? '', en: head.outcome ?? '' };
        const before = figures.byOutcome.get(outcome.en)?.n ?? 0;
        figures.byOutcome.set(outcome.en, { outcome, n: before + 1 });
      } else
        for (const other of JSON.parse(head.stages ?? '[]') as string[]) if (other !== head.stage && byStage[other]) byStage[other].also++;
    }
    return figures;
  }

  private partOf({ head, slots, escalations }: Seen): Part {
    const known = this.parts.get(head.id);
    if (known && known.digest === head.digest) return known;
    const open = slots.filter(({ status }) => status === 'open');
    const part: Part = {
      digest: head.digest,
      owed: open.filter(({ opens }) => opens <= (head.nextWake ?? Infinity)).length,
      dues: open.flatMap(({ due }) => (due === null ? [] : [due])),
      escalations,
      lapsed: slots.filter(isLapsed).length,
      refused: slots.filter(isRefused).length,
    };
    this.parts.set(head.id, part);
    return part;
  }
}
