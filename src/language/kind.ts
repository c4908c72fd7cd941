import { calendarSchema } from './calendar.ts';
import { migrationSchema } from './migration/shape.ts';
import { ordersSchema } from './orders.ts';
import { populationSchema } from './population/shape.ts';
import { rosterSchema } from './roster.ts';
import { scenariosSchema } from './scenario/schema.ts';
import { laddersSchema, protocolSchema } from './schema.ts';
import { survivorsSchema } from './survivors.ts';
import { unitsSchema } from './units/keys.ts';

/** Every kind of file in a folder of protocols: how its text shows what it is, and its shape. */
const kinds = {
  scenarios: { sign: /^- +["']?(?:scenario|情景)["']? *:/m, schema: scenariosSchema },
  orders: { sign: /^- +["']?(?:order|要求)["']? *:/m, schema: ordersSchema },
  survivors: { sign: /^- +["']?(?:survivor|幸存)["']? *:/m, schema: survivorsSchema },
  // Before protocols: a population says under which its people live.
  population: { sign: /^["']?(?:population|人口)["']? *:/m, schema: populationSchema },
  // Before protocols: a mapping says under which the people of a register are. Its words are the ledger's, in English only.
  mapping: { sign: /^["']?mapping["']? *:/m, schema: {} },
  migration: { sign: /^["']?(?:migration|迁移)["']? *:/m, schema: migrationSchema },
  protocol: { sign: /^["']?(?:protocol|规程)["']? *:/m, schema: protocolSchema },
  // Before units: a roster says of which unit it is.
  roster: { sign: /^["']?(?:roster|值班表)["']? *:/m, schema: rosterSchema },
  units: { sign: /^["']?(?:units|单位)["']? *:/m, schema: unitsSchema },
  calendar: { sign: /^["']?(?:calendar|日历)["']? *:/m, schema: calendarSchema },
  ladders: { sign: /^["']?(?:ladders|阶梯)["']? *:/m, schema: laddersSchema },
};

export type Kind = keyof typeof kinds;

/** What a text is, whatever its file is called; one that shows no sign counts as a protocol, and its problems say what is missing. */
export function kindOfText(text: string): Kind {
  const plain = unbraced(text);
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].sign.test(plain)) ?? 'protocol';
}

/** A text whose whole content stands in braces, with its keys at the beginning of their lines. */
function unbraced(text: string): string {
  const opening = /^(?:[ \t]*(?:#.*)?\n)*[ \t]*\{/.exec(text);
  if (!opening) return text;
  const inside = text.slice(opening[0].length);
  const indent = /^(?:[ \t]*(?:#.*)?\n)*([ \t]*)[^\s#]/.exec(inside)?.[1] ?? '';
  return inside.replaceAll(new RegExp(`^${indent}(?=\\S)`, 'gm'), '');
}

/** The shape of a kind of file. */
export const schemaOf = (kind: Kind): object => kinds[kind].schema;
