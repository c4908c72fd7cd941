import { below, type Elsewhere, each, type Line, type Mistake, madeIn, misspelt, replacing } from './mistake.ts';

/** A span where a span stands: not inside expressions. */
const span = /(?<=\b(?:after|before|back_to|every|hand_over): |\bis: |\bevery )(\d+)(m|h|d|wd|mo)\b(?=[ ,}]|$)/g;
const clock = /(?<=\b(?:at|and) )(\d\d):(\d\d)/g;
const phrase = (line: Line) => /\b(due|window): /.test(line.text) || line.within.includes('once');
const step = (line: Line) => line.within[0] === 'ladders' && /^ *- /.test(line.text);
const condition = /(?<=(?:^ *|[{,] |- )(?:when|is): )("[^"]+"|'[^']+'|[^,"'{}]+?)(?= *$|,| \})/g;
const isCondition = (line: Line) => /\bwhen: /.test(line.text);
const isExpression = (line: Line) => isCondition(line) || (line.within[0] === 'facts' && /\bis: /.test(line.text));
/** A condition with something else in its place, in quotes. */
const instead = (put: (expression: string) => string | undefined) => (line: Line) =>
  isExpression(line)
    ? each(line, condition, (whole) => {
        const bare = whole!.replace(/^(["'])(.*)\1$/, '$2');
        const made = put(bare);
        return made === undefined || made === bare ? undefined : `'${made.replaceAll("'", "''")}'`;
      })
    : [];

const whereItIsUsed: Elsewhere = {
  why: 'a value may as well be a number or a text: what needs a span of it is marked',
  is: ({ within, text }, { code, en }) =>
    within[0] === 'values' && (code === 'cel-type' || new RegExp(`\\b${/\w+/.exec(text)![0]}\\b`).test(en)),
};

/** Mistakes in spans, times, dates and expressions. */
export const reckoning: Mistake[] = madeIn('protocol', [
  { elsewhere: whereItIsUsed, name: 'a unit that is none', of: replacing(span, (_, count) => `${count}q`) },
  {
    elsewhere: whereItIsUsed,
    name: 'a span without its unit',
    of: replacing(span, (_, count) => count),
    unsaid: 'a value that no deadline names may be a number',
  },
  {
    elsewhere: whereItIsUsed,
    name: 'a span of ISO 8601',
    of: replacing(span, (_, count, unit) => (unit === 'h' ? `PT${count}H` : unit === 'd' ? `P${count}D` : undefined)),
  },
  {
    name: 'a span of two kinds',
    of: replacing(span, (_, count, unit) => (unit === 'd' ? `${count}d12h` : unit === 'h' ? `1d${count}h` : undefined)),
  },
  { elsewhere: whereItIsUsed, name: 'a span below nothing', of: replacing(span, (whole) => `-${whole}`) },
  { elsewhere: whereItIsUsed, name: 'a fraction of a span', of: replacing(span, (_, count, unit) => `${count}.5${unit}`) },
  { name: 'an hour past 24', of: replacing(clock, (_, __, minutes) => `25:${minutes}`, phrase) },
  { name: 'a minute past 59', of: replacing(clock, (_, hours) => `${hours}:75`, phrase) },
  { name: 'a time without minutes', of: replacing(clock, (_, hours) => String(Number(hours)), phrase) },
  { name: 'a time with a full-width colon', of: replacing(clock, (_, hours, minutes) => `${hours}：${minutes}`, phrase) },
  {
    name: 'a day that no month has',
    of: replacing(/(?<=\b(?:from|to|is|effective_from): )(\d{4})-\d\d-\d\d/g, (_, year) => `${year}-02-30`),
  },
  {
    name: 'a misspelt word of a phrase',
    of: replacing(/\b(daily|every|days|from|before|after|and)\b(?=[ ])/g, misspelt, (line) => /\b(due|window): /.test(line.text)),
  },
  {
    name: 'a window that opens after it closes',
    of: replacing(/(\w+) before to (\w+) after/g, (_, before) => `${before} after to ${before} before`),
  },
  { name: 'a window without its end', of: replacing(/(\w+) before to (\w+) after/g, (_, before) => `${before} before`) },
  {
    name: 'a ladder step that comes too late',
    of: (line) => (step(line) && /^ *- /.test(line.lines[line.at + 1] ?? '') ? each(line, /after: \w+/g, () => 'after: 999h') : []),
    elsewhere: below('the step behind it is the one that comes too early'),
  },
  { name: 'a ladder step with two times', of: replacing(/after: (\w+)/g, (whole) => `${whole}, before: 1h`, step) },
  { name: 'a ladder step without a time', of: replacing(/(after|before): (\w+), /g, () => '', step) },
  { name: 'a ladder step that does nothing', of: replacing(/, (tell|open): .* \}$/g, () => ' }', step) },
  {
    name: 'a word of a closed list misspelt',
    of: instead((bare) =>
      /(==|!=) "[a-z_]+"/.test(bare) && !bare.includes('a.by') ? bare.replace(/(?<=(?:==|!=) ")[a-z_]+(?=")/, misspelt) : undefined,
    ),
  },
  {
    name: 'a text where a number is wanted',
    of: instead((bare) => (/(>=|<=|>|<) values\.\w+/.test(bare) ? bare.replace(/(?<=(>=|<=|>|<) )values\.\w+/, '"high"') : undefined)),
  },
  { name: 'one `=` for two', of: instead((bare) => (bare.includes(' == ') ? bare.replace(' == ', ' = ') : undefined)) },
  { name: '`and` for `&&`', of: instead((bare) => (bare.includes('&&') ? bare.replace('&&', 'and') : undefined)) },
  { name: '`or` for `||`', of: instead((bare) => (bare.includes('||') ? bare.replace('||', 'or') : undefined)) },
  {
    name: 'a bracket too few in an expression',
    of: instead((bare) => (bare.includes(')') ? bare.replace(/\)(?=[^)]*$)/, '') : undefined)),
  },
  {
    name: 'an operand too few',
    of: instead((bare) => (/ (==|>=|<=|>|<) \S+$/.test(bare) ? bare.replace(/(?<= (==|>=|<=|>|<)) \S+$/, '') : undefined)),
  },
  {
    name: 'a misspelt function',
    of: instead((bare) =>
      /\b(size|exists|filter|map|last|first|max|min|known|apart|plus)\(/.test(bare)
        ? bare.replace(/\b(size|exists|filter|map|last|first|max|min|known|apart|plus)(?=\()/, misspelt)
        : undefined,
    ),
  },
  {
    name: 'the clock in an expression',
    of: (line) => (isCondition(line) ? instead((bare) => `${bare} && now > opened.last().at`)(line) : []),
  },
  { name: 'a condition that is a number', of: (line) => (isCondition(line) ? instead(() => 'size(opened)')(line) : []) },
  {
    name: 'a variable that is another',
    of: instead((bare) => {
      const made = /\.(filter|map|exists)\((\w), \2\./.exec(bare);
      return made ? bare.replace(`${made[2]}, ${made[2]}.`, `${made[2]}, q.`) : undefined;
    }),
  },
  { name: 'a word where a number is wanted', of: replacing(/(?<=\b(?:min|max|bounces): )\d+/g, () => 'low') },
  { name: '`yes` for `true`', of: replacing(/(?<=\brequired: )(true|false)/g, () => 'yes') },
]);
