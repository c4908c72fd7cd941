import { editionAt, type Machine } from '../kernel/index.ts';

/** The protocols under which cases of a world may run, in all their editions. */
export class Repertoire {
  private readonly editions = new Map<string, Machine[]>();
  private readonly byHash = new Map<string, Machine>();

  constructor(machines: readonly Machine[]) {
    for (const machine of machines) {
      this.byHash.set(machine.hash, machine);
      const { protocol } = machine.protocol;
      this.editions.set(protocol, [...(this.editions.get(protocol) ?? []), machine]);
    }
  }

  has(protocol: string): boolean {
    return this.editions.has(protocol);
  }

  /** The edition that new cases take at an instant. */
  machine(protocol: string, at: number): Machine {
    const editions = this.editions.get(protocol);
    if (!editions) throw new Error(`the library has no protocol ${protocol}`);
    return editionAt(editions, at, ({ protocol: dated }) => dated)!;
  }

  /** The machine with that hash. */
  ofHash(hash: string): Machine {
    return this.byHash.get(hash)!;
  }
}

const known = new WeakMap<object, Repertoire>();

/** The repertoire of a list of machines, made once for each list. */
export function repertoireOf(machines: Iterable<Machine>): Repertoire {
  let repertoire = known.get(machines);
  if (!repertoire) {
    repertoire = new Repertoire([...machines]);
    known.set(machines, repertoire);
  }
  return repertoire;
}
