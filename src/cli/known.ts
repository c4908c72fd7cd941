import { nearest, type Text } from '../kernel/index.ts';
import { exit, Stop } from './terminal.ts';

/** What may be named, by id; some with a title. */
export type Nameable = Record<string, { title?: Text | undefined }>;

/** As many names are listed where none is near. */
const FEW = 12;

/** The id of what is called so: by its id, or by a title that only one has. Stops with the nearest name when nothing is. */
export function known(text: string, table: Nameable, what: Text): string {
  if (Object.hasOwn(table, text)) return text;
  const titlesOf = ({ title }: Nameable[string]) => (title ? [title.zh, title.en] : []);
  const titled = Object.keys(table).filter((id) => titlesOf(table[id]!).includes(text));
  if (titled.length === 1) return titled[0]!;
  if (titled.length > 1)
    throw new Stop(exit.findings, {
      zh: `有 ${titled.length} 个${what.zh}叫“${text}”：${titled.join('、')}`,
      en: `${titled.length} ${what.en}s are called "${text}": ${titled.join(', ')}`,
    });
  const ids = Object.keys(table);
  const near = nearest(text, [...ids, ...Object.values(table).flatMap(titlesOf)]);
  const few = ids.length > 0 && ids.length <= FEW;
  throw new Stop(exit.findings, {
    zh: `没有${what.zh}“${text}”${near ? `；是不是“${near}”？` : few ? `；有：${ids.join('、')}` : ''}`,
    en: `there is no ${what.en} "${text}"${near ? `; did you mean "${near}"?` : few ? `; there are: ${ids.join(', ')}` : ''}`,
  });
}
