import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindOfText, outlineOf, readProtocol, readScenarios, readSurvivors } from '../../src/language/index.ts';
import { readMapping } from '../../src/ledger/import/read-mapping.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';
import { inLanguage } from './reference.ts';

const root = join(import.meta.dirname, '..', '..');
const pages = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const { machines, editions, protocols, units, orders } = readLibrary();
const known = new Map([...protocols].map(([name, list]) => [name, list.map(({ protocol }) => protocol)]));

/** The YAML blocks of a page, with what stands behind the word `yaml`. */
const blocksOf = (page: string) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml ?(.*)\n([\s\S]*?)^```$/gm)].map(([, info, text]) => ({
    info: info!,
    text: text!,
  }));

/** What is wrong with a block: nothing when it holds; what cannot be proved is wrong. */
function wrongIn(page: string, { info, text }: { info: string; text: string }): unknown[] {
  // What a reader of the guide writes into his own files is followed by the test of the guide.
  if (/drafts\//.test(info)) return [];
  const of = /^in (?:protocols\/)?(\S+)$/.exec(info)?.[1];
  if (of !== undefined) return standsIn(of, text, page);
  if (info !== '') return [`nobody knows what "${info}" says of a block`];
  if (/^mapping:/m.test(text)) {
    const read = readMapping(text);
    return 'mapping' in read ? [] : read;
  }
  if (kindOfText(text) === 'scenarios') return scenariosIn(text, page);
  if (kindOfText(text) === 'survivors') return readSurvivors(text, page).problems;
  if (/^(?:protocol|规程):/m.test(text)) return readProtocol(text, page, { units, protocols: outlines }).problems;
  return ['a part of a file says in which it stands: ```yaml in protocols/…'];
}

const outlines = Object.fromEntries([...known].map(([name, [protocol]]) => [name, outlineOf(protocol!)]));

/** A part of a file stands in it line by line, whatever its indentation and remarks; on a Chinese page the file may be turned over. */
function standsIn(file: string, text: string, page: string): unknown[] {
  const bare = (some: string) =>
    some
      .split('\n')
      .map((line) => line.replace(/ +# .*$/, '').trim())
      .filter((line) => line !== '');
  const missing = (whole: string) => {
    const lines = bare(whole);
    let at = 0;
    return bare(text).find((line) => {
      at = lines.indexOf(line, at) + 1;
      return at === 0;
    });
  };
  const written = readFileSync(join(protocolsFolder, file), 'utf8');
  const line = missing(written);
  if (line === undefined || (page.endsWith('.zh.md') && missing(inLanguage(file, 'zh')) === undefined)) return [];
  return [`${file} has no line after the one before that says: ${line}`];
}

function scenariosIn(text: string, page: string): unknown[] {
  const { scenarios, problems } = readScenarios(text, page, { protocols: known, units, orders: orders.map(({ id }) => id) });
  return [...problems, ...scenarios.flatMap((scenario) => playScenario(scenario, [...machines, ...editions], units).failures)];
}

describe.each(pages.filter((page) => blocksOf(page).length > 0))('%s', (page) => {
  it('has no block of YAML that does not hold', () => {
    for (const block of blocksOf(page)) expect(wrongIn(page, block), block.text).toEqual([]);
  });
});

it('a block that does not hold is found', () => {
  const scenario =
    '- scenario: x\n  protocol: close-contact\n  open: { at: 2020-01-25 12:30, with: { exposed_on: 2020-01-24 } }\n  steps:\n    - { at: 2020-01-25 13:00, expect: { state: febrile } }\n';
  expect(wrongIn('x.md', { info: '', text: scenario })).toHaveLength(1);
  expect(wrongIn('x.md', { info: '', text: 'tasks: { a: { by: x } }\n' })).toHaveLength(1);
  expect(wrongIn('x.md', { info: 'in protocols/close-contact/protocol.yaml', text: 'subject: place\n' })).toHaveLength(1);
  expect(wrongIn('x.md', { info: '', text: 'protocol: x\n' })).not.toEqual([]);
});

it('every page of the index is there, and every page is in the index', () => {
  for (const index of ['README.md', 'README.zh.md']) {
    const text = readFileSync(join(root, 'docs', index), 'utf8');
    const named = [...text.matchAll(/\]\(([^)/]+\.md)\)/g)].map(([, name]) => name!);
    const there = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
    for (const name of named) expect(there).toContain(name);
    const own = there.filter((name) => name.endsWith('.zh.md') === index.endsWith('.zh.md') && !name.startsWith('README'));
    for (const name of own) expect(named, index).toContain(name);
  }
});
