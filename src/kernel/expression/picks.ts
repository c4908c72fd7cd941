import type { ASTNode } from '@marcbachmann/cel-js';
import type { Pick, Scope } from './scope.ts';
import { unspell } from './spelling.ts';

const picking = new Set(['first', 'last', 'max', 'min']);

/**
 * The single entry that a node looks for, and the list it is picked from: `e.map(x, x.f).max()` where every entry has the field,
 * `e.filter(x, has(x.f)).map(x, x.f).last()`, `e.filter(x, has(x.f)).last()`, `e.exists(x, has(x.f))`.
 */
export function pickedBy(node: ASTNode, { events }: Scope): { pick: Pick; list: ASTNode } | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, receiver, args] = node.args;
  if (name === 'exists') {
    const field = fieldAsked(args);
    const event = eventOf(receiver, events);
    return field === undefined || event === undefined ? undefined : { pick: { event, field, which: 'last' }, list: receiver };
  }
  if (!picking.has(name) || args.length > 0) return undefined;
  const which = name as Pick['which'];
  const mapped = called(receiver, 'map');
  const field = mapped && fieldTaken(mapped.args);
  const below = mapped ? mapped.receiver : receiver;
  const filtered = called(below, 'filter');
  const list = filtered ? filtered.receiver : below;
  const event = eventOf(list, events);
  if (event === undefined || (mapped && field === undefined) || (!mapped && !(filtered && (which === 'first' || which === 'last'))))
    return undefined;
  const asked = filtered && fieldAsked(filtered.args);
  const wanted = field ?? asked;
  if (wanted === undefined || !Object.hasOwn(events[event]!, wanted) || events[event]![wanted]!.many) return undefined;
  const everyHas = filtered ? asked === wanted : events[event]![wanted]!.required;
  return everyHas ? { pick: { event, field: wanted, which }, list } : undefined;
}

function called(node: ASTNode, name: string): { receiver: ASTNode; args: ASTNode[] } | undefined {
  return node.op === 'rcall' && node.args[0] === name ? { receiver: node.args[1], args: node.args[2] } : undefined;
}

function eventOf(node: ASTNode, events: Scope['events']): string | undefined {
  if (node.op !== 'id') return undefined;
  const name = unspell(node.args);
  return Object.hasOwn(events, name) ? name : undefined;
}

/** `x, x.f` */
function fieldTaken([variable, body]: readonly ASTNode[]): string | undefined {
  if (variable?.op !== 'id' || body?.op !== '.' || body.args[0].op !== 'id' || body.args[0].args !== variable.args) return undefined;
  return unspell(body.args[1]);
}

/** `x, has(x.f)` */
function fieldAsked([variable, body]: readonly ASTNode[]): string | undefined {
  if (variable === undefined || body?.op !== 'call' || body.args[0] !== 'has' || body.args[1].length !== 1) return undefined;
  return fieldTaken([variable, body.args[1][0]!]);
}
