import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest } from '../kernel/index.ts';
import type { Path, Source } from './source.ts';

const compiled = new Map<object, ValidateFunction>();
/** Nobody reads further. */
const MOST_REPORTED = 100;

/** Checks the shape of a file against its schema: one problem for each mistake. True when it fits. */
export function checkShape(source: Source, schema: object): boolean {
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

const expectations: Record<string, string> = {
  object: '{ … }',
  array: '[ … ]',
  string: 'text / 文字',
  number: 'a number / 数字',
  integer: 'a whole number / 整数',
  boolean: 'true / false',
};

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
      const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
      problems.add('unknown-key', source.key([...path, key]), { key }, nearest(key, known));
      return;
    }
    case 'required':
      // A misspelt key is one mistake, not a missing one besides.
      if (isMisspelt(error)) return;
      problems.add('missing-key', path.length === 0 ? { from: 0, to: 1 } : source.key(path), { key: String(params.missingProperty) });
      return;
    case 'dependencies':
      problems.add('missing-key', source.key([...path, params.property]), { key: String(params.missingProperty) });
      return;
    case 'enum': {
      const allowed = params.allowedValues as string[];
      const detail = {
        zh: `“${data}”不在可选值之列：${allowed.join('、')}`,
        en: `"${data}" is not one of: ${allowed.join(', ')}`,
      };
      problems.add('closed-list', source.at(path), { detail }, nearest(String(data), allowed));
      return;
    }
    default:
      problems.add('wrong-type', source.at(path), { expected: expectedBy(error) });
  }
}

function expectedBy({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'const') return `"${String(params.allowedValue)}"`;
  if (keyword === 'minLength' || keyword === 'minItems' || keyword === 'minProperties') return '… (not empty / 不能为空)';
  if (keyword !== 'type') return message ?? keyword;
  return [params.type]
    .flat()
    .map((type: string) => expectations[type] ?? type)
    .join(' / ');
}

function isMisspelt({ data, params, parentSchema }: ErrorObject): boolean {
  const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
  const strange = Object.keys(data as object).filter((key) => !known.includes(key));
  return strange.some((key) => nearest(key, known) === params.missingProperty);
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
