import { isMap, isScalar, isSeq, type Node as LibraryNode, type Pair as LibraryPair } from 'yaml';
import type { Sight } from '../walk.ts';

/** Looks at documents of the library that keeps comments: for what writes files. */
export const documentSight: Sight<LibraryNode> = {
  pairs: (node) =>
    isMap(node)
      ? (node.items as LibraryPair<LibraryNode, LibraryNode>[]).map(({ key, value }) => ({ key, value: value ?? undefined }))
      : undefined,
  items: (node) => (isSeq(node) ? (node.items as LibraryNode[]) : undefined),
  scalar: (node) => (isScalar(node) ? node : undefined),
};
