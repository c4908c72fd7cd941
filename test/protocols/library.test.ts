import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/language/index.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';

const { machines, editions, scenarios, units, problems } = readLibrary();
const all = [...machines, ...editions];

it('every file of the library is free of problems', () => {
  expect(problems.map((problem) => `${problem.file}:${problem.line} ${problem.code} ${problem.en}`)).toEqual([]);
  expect(machines).toHaveLength(18);
});

const files = readdirSync(protocolsFolder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));

it.each(files)('%s is in canonical form (early fmt), mappings and populations too', (path) => {
  const text = readFileSync(join(protocolsFolder, path), 'utf8');
  expect(format(text, path)).toEqual({ text });
});

it('no two scenarios have one title', () => {
  expect(new Set(scenarios.map(({ file, title }) => `${file} ${title}`)).size).toBe(scenarios.length);
});

describe.each(scenarios)('$protocol: $title', (scenario) => {
  it('happens as the scenario says', () => {
    expect(playScenario(scenario, all, units).failures).toEqual([]);
  });
});

it('every value of a protocol cites a source, and every source is cited', () => {
  for (const { protocol } of all) {
    for (const [name, value] of Object.entries(protocol.values)) expect(value.cite, `${protocol.protocol}: ${name}`).toBeDefined();
    const cited = JSON.stringify([protocol.values, protocol.states]);
    for (const source of Object.keys(protocol.sources)) expect(cited, `${protocol.protocol}: ${source}`).toContain(`"cite":"${source}"`);
  }
});

it('whatever is on a closed list has a title in Chinese and in English', () => {
  for (const { protocol } of all) {
    const fields = Object.entries(protocol.events).flatMap(([event, { data }]) =>
      Object.entries(data).map(([name, field]) => [`${protocol.protocol}: ${event}.${name}`, field] as const),
    );
    for (const [name, { oneOf = [], titles = {} }] of fields) {
      expect(Object.keys(titles), name).toEqual(oneOf);
      for (const { zh, en } of Object.values(titles)) {
        expect(zh, name).toMatch(/[\u4e00-\u9fff]/);
        expect(en, name).not.toMatch(/[\u4e00-\u9fff]/);
      }
    }
  }
});
