import type { Library, Memory } from '../../language/index.ts';
import { type FileProblem, mappingProblems, readImport } from '../../ledger/index.ts';
import { yamlWords } from '../import/yaml-words.ts';
import type { Finding } from './check.ts';
import type { Gathered } from './gather.ts';

type Read = Gathered & { text: string };

/** What is wrong with the mappings, and with the registers that a population reads by them. */
export function checkImports(texts: readonly Read[], library: Library, memory: Memory): Finding[] {
  const { units } = library;
  if (!units) return [];
  const protocols = [...library.protocols.values()].map(([first]) => first!.protocol);
  const against = [units, ...protocols];
  const mappings = texts.filter(({ kind }) => kind === 'mapping');
  const registers = texts.filter(({ kind }) => kind === 'register');
  return [
    ...mappings.flatMap((mapping) =>
      memory.made(mapping.path, [mapping.text, ...against], () =>
        // A protocol with mistakes is none of the mapping's.
        mappingProblems(mapping.text, protocols, units).flatMap((problem) =>
          problem.code === 'mapping_protocol' && library.unread.length > 0 ? [] : findingOf(problem, mapping),
        ),
      ),
    ),
    ...registers.flatMap((register) => {
      const population = library.populations.find((each) => each.register.file === register.path);
      const mapping = mappings.find(({ path }) => path === population?.register.mapping);
      const protocol = protocols.find((each) => each.protocol === population?.protocol);
      if (!population || !mapping || !protocol) return [];
      return memory.made(register.path, [register.text, mapping.text, population, ...against], () => {
        const bytes = new TextEncoder().encode(register.text);
        const read = readImport({ bytes, mapping: mapping.text, protocol, units, now: Date.now() });
        if ('refused' in read) return read.refused.map((problem) => findingOf(problem, problem.file === 'mapping' ? mapping : register));
        return read.plan.rows.flatMap(({ line, problems }) =>
          problems.map(({ code, weight, zh, en }) => ({
            ...placeIn(register.text, line, 1),
            code,
            severity: weight === 'refused' ? ('error' as const) : ('warning' as const),
            file: register.name,
            zh,
            en,
          })),
        );
      });
    }),
  ];
}

function findingOf({ code, line = 1, col = 1, yaml, ...words }: FileProblem, { text, name }: Read): Finding {
  const { zh, en } = yaml ? yamlWords(yaml) : words;
  return { ...placeIn(text, line, col), code, severity: 'error', file: name, zh, en };
}

/** The word that stands at a line and column. */
function placeIn(text: string, line: number, col: number) {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + col - 1;
  const word = /^[^\s:,{}[\]]+/.exec(text.slice(from))?.[0] ?? '';
  return { from, to: from + Math.max(1, word.length), line, col };
}
