import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest, type Path, type Source } from './source.ts';

const compiled = new Map<object, ValidateFunction>();

/** Checks the shape of a file against its schema: one problem for each mistake. True when it fits. */
export function checkShape(source: Source, schema: object): boolean {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);
    compiled.set(schema, validate);
  }
  if (validate(source.value)) return true;
  for (const error of validate.errors ?? []) report(source, error);
  return false;
}

const typeWords: Record<string, string> = { object: '{ … }', array: '[ … ]', string: 'text', number: 'a number', boolean: 'true/false' };

function report(source: Source, error: ErrorObject): void {
  const path = pathOf(error.instancePath);
  switch (error.keyword) {
    case 'if':
      return;
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      source.problems.add('unknown-key', source.key([...path, key]), { key }, nearest(key, known));
      return;
    }
    case 'required':
      source.problems.add('missing-key', path.length === 0 ? { from: 0, to: 1 } : source.key(path), {
        key: String(error.params.missingProperty),
      });
      return;
    case 'enum': {
      const list = (error.params.allowedValues as string[]).join(', ');
      const value = String(error.data);
      source.problems.add('closed-list', source.at(path), { value, list }, nearest(value, error.params.allowedValues as string[]));
      return;
    }
    case 'const':
      source.problems.add('wrong-type', source.at(path), { expected: `"${String(error.params.allowedValue)}"` });
      return;
    default: {
      const wanted =
        error.keyword === 'type'
          ? [error.params.type]
              .flat()
              .map((type: string) => typeWords[type] ?? type)
              .join(' / ')
          : (error.message ?? error.keyword);
      source.problems.add('wrong-type', source.at(path), { expected: wanted });
    }
  }
}

function pathOf(pointer: string): Path {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      return /^\d+$/.test(key) ? Number(key) : key;
    });
}
