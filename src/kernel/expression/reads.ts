import type { Place } from './environment.ts';
import type { Names } from './scope.ts';

/** Lets CEL read a name through what the kernel knows, each time it is read and only then. */
export function readBy(place: Place, name: string, get: (names: Names) => unknown): void {
  Object.defineProperty(place.context, name, { enumerable: true, get: () => get(place.names!) });
}
