import { type Data, type Datum, dateOf, type EventRule, type Instant, plusDays } from '../../kernel/index.ts';
import type { Answer, Population } from '../../language/index.ts';
import type { Body } from './body.ts';
import { draw } from './chance.ts';

/** A report of the past, as far as forms look back. */
export interface Report {
  event: string;
  at: Instant;
  data: Data;
  person?: string;
}

export interface Filling {
  population: Population;
  seed: string;
  zone: string;
  /** Name of the subject that is the same in every run. */
  who: string;
  body?: Body;
  record: readonly Report[];
}

/** Fills in the form of an event reported at `at`; `look` names this report among all. Fields nobody can fill are left out. */
export function filled(filling: Filling, rule: EventRule, at: Instant, look: string): Data {
  const data: Data = {};
  for (const [field, answer] of Object.entries(filling.population.answers[rule.name] ?? {})) {
    if (!Object.hasOwn(rule.data, field)) continue;
    const value = entryOf(filling, rule.name, answer, at, `${look}.${field}`);
    if (value !== undefined) data[field] = value;
  }
  return data;
}

function entryOf(filling: Filling, event: string, answer: Answer, at: Instant, look: string): Datum | undefined {
  const { seed, zone, who, body, record } = filling;
  if ('is' in answer) return answer.is;
  if ('body' in answer) {
    const shown = body?.shows(answer.body, at, look);
    return typeof shown === 'boolean' ? ((shown ? answer.yes : answer.no) ?? shown) : shown;
  }
  if ('days' in answer) return plusDays(dateOf(zone, at), answer.days);
  if ('last' in answer) {
    const last = record.filter((report) => report.event === answer.last).at(-1);
    return answer.field === 'at' ? last?.at : last?.data[answer.field];
  }
  if ('text' in answer) {
    const n = record.filter((report) => report.event === event).length + 1;
    return answer.text.replaceAll('{who}', who).replaceAll('{n}', String(n));
  }
  const chance = draw(seed, who, look).uniform();
  if ('chance' in answer) return chance < answer.chance;
  if ('between' in answer) return answer.between[0] + Math.floor(chance * (answer.between[1] - answer.between[0] + 1));
  let rest = chance * answer.choose.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of answer.choose) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return answer.choose.at(-1)?.[0];
}
