import { it } from 'vitest';
import { load, type Machine, type Protocol } from '../../src/kernel/index.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';

const { machines, scenarios, units } = readLibrary();
type M = { what: string; change: (p: Protocol) => void };
function mutants(p: Protocol): M[] {
  const out: M[] = [];
  for (const [name, steps] of Object.entries(p.ladders))
    steps.forEach((s, n) => {
      out.push({
        what: `ladder ${name}[${n}] deleted`,
        change: (q) => {
          q.ladders[name]![n]!.effects = [];
        },
      });
      out.push({
        what: `ladder ${name}[${n}] minute later`,
        change: (q) => {
          q.ladders[name]![n]!.offset += 60_000;
        },
      });
      s.effects.forEach((e, i) => {
        if (e.kind === 'tell')
          e.roles.forEach((r) =>
            out.push({
              what: `ladder ${name}[${n}] not telling ${r}`,
              change: (q) => {
                const t = q.ladders[name]![n]!.effects[i]!;
                if (t.kind === 'tell') t.roles = t.roles.filter((x) => x !== r);
              },
            }),
          );
      });
    });
  p.states.forEach((s, i) => {
    s.tasks.forEach((t, n) => {
      out.push({
        what: `task ${t.id} deleted`,
        change: (q) => {
          q.states[i]!.tasks.splice(n, 1);
        },
      });
      if (t.owed)
        out.push({
          what: `task ${t.id} not owed`,
          change: (q) => {
            q.states[i]!.tasks[n]!.owed = false;
          },
        });
      for (const l of Object.keys(p.ladders))
        if (l !== t.ladder)
          out.push({
            what: `task ${t.id} ladder -> ${l}`,
            change: (q) => {
              q.states[i]!.tasks[n]!.ladder = l;
            },
          });
    });
    if (s.handOff) {
      out.push({
        what: `handoff ${s.handOff.id} ladder empty`,
        change: (q) => {
          q.ladders.none = [];
          q.states[i]!.handOff!.ladder = 'none';
        },
      });
      out.push({
        what: `handoff ${s.handOff.id} deleted`,
        change: (q) => {
          delete q.states[i]!.handOff;
        },
      });
    }
    s.once.forEach((o, n) =>
      out.push({
        what: `once ${o.id} (${o.text}) deleted`,
        change: (q) => {
          q.states[i]!.once.splice(n, 1);
        },
      }),
    );
    s.entry.forEach((_, n) =>
      out.push({
        what: `entry ${s.id}[${n}] deleted`,
        change: (q) => {
          q.states[i]!.entry.splice(n, 1);
        },
      }),
    );
    const arms = (get: (q: Protocol) => Protocol['states'][0]['once'][0]['arms'], id: string) =>
      get(p).forEach((a, n) => {
        if (a.to)
          out.push({
            what: `arm ${id}.${n} goes nowhere`,
            change: (q) => {
              delete get(q)[n]!.to;
            },
          });
        a.effects.forEach((_, e) =>
          out.push({
            what: `arm ${id}.${n} effect ${e} (${_.kind}) deleted`,
            change: (q) => {
              get(q)[n]!.effects.splice(e, 1);
            },
          }),
        );
        if (a.when) {
          out.push({
            what: `arm ${id}.${n} always`,
            change: (q) => {
              delete get(q)[n]!.when;
            },
          });
        }
      });
    for (const ev of Object.keys(s.on)) {
      out.push({
        what: `on ${s.id}.${ev} deleted`,
        change: (q) => {
          delete q.states[i]!.on[ev];
        },
      });
      arms((q) => q.states[i]!.on[ev]!, `${s.id}.on.${ev}`);
    }
    s.once.forEach((_, n) => arms((q) => q.states[i]!.once[n]!.arms, `${s.id}.once.${n}`));
  });
  for (const [name, v] of Object.entries(p.values)) {
    if (v.type === 'span')
      out.push({
        what: `value ${name} longer`,
        change: (q) => {
          shift(q, v.is as never);
        },
      });
  }
  const shift = (q: Protocol, is: { elapsed?: number; calendar?: number }) => {
    const visit = (o: unknown): void => {
      if (o && typeof o === 'object') {
        for (const x of Object.values(o)) visit(x);
      }
    };
    visit(q);
    void is;
  };
  for (const e of Object.values(p.events)) {
    e.by.forEach((r) =>
      out.push({
        what: `event ${e.name} not by ${r}`,
        change: (q) => {
          q.events[e.name]!.by = q.events[e.name]!.by.filter((x) => x !== r);
        },
      }),
    );
    if (e.backTo)
      out.push({
        what: `event ${e.name} backTo gone`,
        change: (q) => {
          delete q.events[e.name]!.backTo;
        },
      });
    e.must.forEach((_, n) =>
      out.push({
        what: `event ${e.name} must ${n}`,
        change: (q) => {
          q.events[e.name]!.must.splice(n, 1);
        },
      }),
    );
    if (e.notBy.length)
      out.push({
        what: `event ${e.name} notBy`,
        change: (q) => {
          q.events[e.name]!.notBy = [];
        },
      });
  }
  return out.filter((m) => !m.what.startsWith('value'));
}
it('probe', () => {
  let k = 0;
  let total = 0;
  for (const m of machines) {
    for (const mu of mutants(m.protocol)) {
      total++;
      const p = structuredClone(m.protocol);
      mu.change(p);
      let dead = false;
      try {
        const mm: Machine = load(p, `mut-${k++}`);
        const lib = machines.map((x) => (x === m ? mm : x));
        dead = scenarios.some((s) => playScenario(s, lib, units).failures.length > 0);
      } catch (e) {
        dead = true;
      }
      if (!dead) console.log(`SURVIVES ${m.protocol.protocol}: ${mu.what}`);
    }
  }
  console.log('total', total);
}, 300000);
