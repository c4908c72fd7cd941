import stringWidth from 'string-width';
import { Document, isCollection, isPair, isScalar, type Node, Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';

const WIDTH = 140;
const STEP = 2;

/** Writes a document out: what stands in brackets and does not fit on its line is written below, one thing on a line. */
export function layOut(document: Document): string {
  visit(document, {
    Scalar: (_, scalar) => requote(scalar),
    Map: (_, map) => pad(map, ' '),
    Seq: (_, list) => pad(list, ''),
  });
  unfold(document.contents, 0, 0);
  const { directives } = document;
  if (directives) directives.docStart = null;
  return document.toString({ lineWidth: 0 });
}

/** `{ a: 1 }` and `[a, b]`: the library knows one padding for both. */
function pad(node: YAMLMap | YAMLSeq, padding: '' | ' '): void {
  const written = node.toString.bind(node);
  node.toString = (context, ...rest) => written(context && Object.assign({}, context, { flowCollectionPadding: padding }), ...rest);
}

/** Quotes stay where they are, of one kind: double, but single around double ones. */
function requote(scalar: Scalar): void {
  const { type, value } = scalar;
  if (type !== Scalar.QUOTE_SINGLE && type !== Scalar.QUOTE_DOUBLE) return;
  const plain = typeof value === 'string' && /["\\]/.test(value) && !/\p{Cc}/u.test(value);
  scalar.type = plain ? Scalar.QUOTE_SINGLE : Scalar.QUOTE_DOUBLE;
}

/** `column`: where the node begins when it stands on one line; `indent`: where its lines begin when it does not. */
function unfold(node: unknown, column: number, indent: number): void {
  if (!isCollection(node)) return;
  if (node.flow) {
    const flat = flatOf(node);
    if (!flat.includes('\n') && column + stringWidth(flat) <= WIDTH) return;
    node.flow = false;
  }
  const first: unknown = node.items[0];
  const leading = isPair(first) ? first.key : first;
  // No empty line below the key that opens a block.
  if (indent > 0 && (isScalar(leading) || isCollection(leading))) leading.spaceBefore = false;
  for (const item of node.items) {
    if (isPair(item)) unfold(item.value, indent + keyWidth(item.key as Node) + ': '.length, indent + STEP);
    else unfold(item, indent + '- '.length, indent + STEP);
  }
}

/** The width of a key on its line: a remark before it stands on another. */
function keyWidth(key: Node): number {
  const bare = key.clone() as Node;
  bare.commentBefore = null;
  return stringWidth(flatOf(bare));
}

function flatOf(node: Node): string {
  return new Document(node).toString({ lineWidth: 0 }).trimEnd();
}
