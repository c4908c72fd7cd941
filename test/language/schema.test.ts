import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  calendarSchema,
  laddersSchema,
  migrationSchema,
  ordersSchema,
  populationSchema,
  protocolSchema,
  rosterSchema,
  scenariosSchema,
  unitsSchema,
} from '../../src/language/index.ts';
import { protocolsFolder } from '../library.ts';

const folder = join(import.meta.dirname, '..', '..', 'schema');
const schemas = {
  protocol: protocolSchema,
  units: unitsSchema,
  roster: rosterSchema,
  calendar: calendarSchema,
  ladders: laddersSchema,
  scenarios: scenariosSchema,
  orders: ordersSchema,
  population: populationSchema,
  migration: migrationSchema,
};

describe.each(Object.entries(schemas))('the schema of %s files', (name, schema) => {
  const file = join(folder, `${name}.schema.json`);

  it('stands in schema/ as the checker has it (delete the file and run this to write it anew)', () => {
    if (!existsSync(file) && process.env.CI !== 'true') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    }
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
  });

  it('has one Chinese name for each key of a map', () => {
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { 'x-zh': known, properties } = node as { 'x-zh'?: Record<string, string>; properties?: object };
      if (known) expect(new Set(Object.values(known)).size, JSON.stringify(known)).toBe(Object.keys(known).length);
      // Titles are in both languages whatever the language of the file.
      if (known && properties) expect([...Object.keys(known), 'zh', 'en']).toEqual(expect.arrayContaining(Object.keys(properties)));
      for (const inner of Object.values(node)) visit(inner);
    };
    visit(schema);
  });

  it('says in both languages what every key means', () => {
    const { properties } = ('items' in schema ? schema.items : schema) as { properties: Record<string, { description: string }> };
    const described = Object.entries(properties);
    expect(described.length).toBeGreaterThan(0);
    for (const [key, { description }] of described) expect(description, key).toMatch(/^.+\n.*[\u4e00-\u9fff]/);
  });
});

it('lets an editor find a misspelt key in a protocol of the library', () => {
  const written = parse(readFileSync(join(protocolsFolder, 'close-contact', 'protocol.yaml'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(join(folder, 'protocol.schema.json'), 'utf8')));
  expect(validate(written)).toBe(true);
  const [state] = Object.values(written.states) as Record<string, unknown>[];
  state!.taks = {};
  expect(validate(written)).toBe(false);
});
