import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest, type Text } from '../kernel/index.ts';
import type { Path, Source } from './source.ts';

const compiled = new Map<object, ValidateFunction>();
/** Nobody reads further. */
const MOST_REPORTED = 100;

/** Reads a file by its schema and checks its shape: one problem for each mistake. True when it fits. */
export function checkShape(source: Source, schema: object): boolean {
  if (!source.read(schema)) return false;
  let validate = compiled.get(schema);
  if (!validate) {
    validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);
    compiled.set(schema, validate);
  }
  if (validate(source.value)) return true;
  const errors = validate.errors ?? [];
  const misnamed = new Set(errors.filter(({ keyword }) => keyword === 'propertyNames').map(placeOf));
  for (const error of errors.filter(({ propertyName }) => propertyName === undefined).slice(0, MOST_REPORTED))
    report(source, error, misnamed);
  return false;
}

const placeOf = ({ instancePath, params }: ErrorObject): string => `${instancePath}/${params.propertyName ?? params.additionalProperty}`;

const expectations: Record<string, Text> = {
  object: { zh: '“键: 值”的一组', en: 'a map of keys and values' },
  array: { zh: '[ ] 中的清单', en: 'a list in [ ]' },
  string: { zh: '文字', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  null: { zh: '空', en: 'nothing' },
};
const filled: Text = { zh: '非空的内容', en: 'something: it is empty' };

function report(source: Source, error: ErrorObject, misnamed: Set<string>): void {
  const path = pathOf(error.instancePath);
  const { problems } = source;
  const { params, parentSchema, data, keyword } = error;
  switch (keyword) {
    case 'if':
      return;
    case 'propertyNames':
      problems.add('bad-name', source.key([...path, params.propertyName]), { name: params.propertyName });
      return;
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      if (misnamed.has(placeOf(error))) return;
      problems.add('unknown-key', source.key([...path, key]), { key }, nearest(key, spelled(source, parentSchema)));
      return;
    }
    case 'required':
      // A misspelt key is one mistake, not a missing one besides.
      if (isMisspelt(source, error)) return;
      problems.add('missing-key', path.length === 0 ? { from: 0, to: 1 } : source.key(path), {
        key: spell(source, parentSchema, params.missingProperty),
      });
      return;
    case 'dependencies':
      problems.add('missing-key', source.key([...path, params.property]), { key: spell(source, parentSchema, params.missingProperty) });
      return;
    case 'enum': {
      const allowed = (params.allowedValues as string[]).map((word) => spell(source, parentSchema, word));
      const detail = {
        zh: `“${data}”不在可选值之列：${allowed.join('、')}`,
        en: `"${data}" is not one of: ${allowed.join(', ')}`,
      };
      problems.add('closed-list', source.at(path), { detail }, nearest(String(data), allowed));
      return;
    }
    default:
      problems.add('wrong-type', source.at(path), { expected: expectedBy(source, error) });
  }
}

function expectedBy(source: Source, { keyword, params, parentSchema }: ErrorObject): Text {
  switch (keyword) {
    case 'const': {
      const word = spell(source, parentSchema, String(params.allowedValue));
      return { zh: `“${word}”`, en: `"${word}"` };
    }
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return filled;
    case 'minimum':
      return { zh: `不小于 ${params.limit} 的数`, en: `at least ${params.limit}` };
    case 'pattern':
      return {
        zh: '小写字母开头，只含小写字母、数字、连字符或汉字的名称',
        en: 'a name of small letters, digits, hyphens or Han characters',
      };
    case 'type': {
      const types = [params.type].flat().map((type: string) => expectations[type] ?? { zh: type, en: type });
      return { zh: types.map(({ zh }) => zh).join('或'), en: types.map(({ en }) => en).join(' or ') };
    }
    default:
      return { zh: '另一种写法', en: 'written in another way' };
  }
}

type Known = { properties?: object; 'x-zh'?: Record<string, string> } | undefined;

/** A fixed word as this file spells it. */
function spell({ problems }: Source, schema: unknown, word: string): string {
  return problems.tongue === 'zh' ? ((schema as Known)?.['x-zh']?.[word] ?? word) : word;
}

function spelled(source: Source, schema: unknown): string[] {
  return Object.keys((schema as Known)?.properties ?? {}).map((key) => spell(source, schema, key));
}

function isMisspelt(source: Source, { data, params, parentSchema }: ErrorObject): boolean {
  const known = Object.keys((parentSchema as Known)?.properties ?? {});
  const strange = Object.keys(data as object).filter((key) => !known.includes(key));
  const missing = spell(source, parentSchema, params.missingProperty);
  return strange.some((key) => nearest(key, spelled(source, parentSchema)) === missing);
}

function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      return /^\d+$/.test(key) ? Number(key) : key;
    });
}
