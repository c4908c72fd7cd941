import type { Units } from '../../kernel/units.ts';
import type { Mapping } from './mapping.ts';
import { excerpt, type RowProblem, refusal } from './problem.ts';
import { type Cells, meaning } from './sheet.ts';
import { didYouMean } from './suggestion.ts';

/** The unit the row's case is placed in: fixed, or by a column whose words are unit ids, unit names, or in the mapping's table. */
export function placeOf(cells: Cells, mapping: Mapping, units: Units, problems: RowProblem[]): string | undefined {
  const { place } = mapping;
  if ('unit' in place) return place.unit;
  const word = cells(place.column);
  if (word === undefined) {
    if (place.otherwise === undefined) problems.push(refusal('unit_missing', place.column, '没有写单位', 'No unit is given'));
    return place.otherwise;
  }
  const unit = meaning(word, place.units ?? {}) ?? placeNamed(word, units) ?? place.otherwise;
  if (unit !== undefined) return unit;
  const hint = didYouMean(word, [...Object.keys(place.units ?? {}), ...Object.keys(units.units)]);
  problems.push(
    refusal('unit_unknown', place.column, `不认识的单位“${excerpt(word)}”${hint.zh}`, `Unknown unit "${excerpt(word)}"${hint.en}`),
  );
  return undefined;
}

export function placeNamed(word: string, units: Units): string | undefined {
  if (Object.hasOwn(units.units, word)) return word;
  const fitting = Object.values(units.units).filter(({ title }) => title.zh === word || title.en === word);
  return fitting.length === 1 ? fitting[0]?.id : undefined;
}
