import { type Document, isMap, isScalar, type YAMLMap } from 'yaml';

/** The comment that heads a file belongs to the file, not to its first key. */
export function keepHead(document: Document): void {
  const root = document.contents;
  const first = isMap(root) ? root.items[0]?.key : undefined;
  if (!isScalar(first) || !first.commentBefore) return;
  const end = first.commentBefore.lastIndexOf('\n\n');
  const head =
    end >= 0 ? first.commentBefore.slice(0, end) : first.commentBefore.startsWith(' yaml-language-server') ? first.commentBefore : '';
  if (head === '') return;
  document.commentBefore = head;
  first.commentBefore = end >= 0 ? first.commentBefore.slice(end + 2) : null;
}

/**
 * Puts the fixed keys of a map in the order of the documentation. What is the author's stays behind the key it stands behind, and a comment
 * goes along with the key it stands before.
 */
export function sort(map: YAMLMap, order: readonly string[]): void {
  if (order.length === 0) return;
  let rank = -1;
  const ranked = map.items.map((pair) => {
    const index = order.indexOf(String(pair.key));
    if (index >= 0) rank = index;
    return { pair, rank };
  });
  const sorted = ranked.toSorted((a, b) => a.rank - b.rank).map(({ pair }) => pair);
  const [before] = map.items;
  if (map.commentBefore && sorted[0] !== before && isScalar(before?.key)) {
    before.key.commentBefore = map.commentBefore;
    map.commentBefore = null;
  }
  map.items = sorted;
}
