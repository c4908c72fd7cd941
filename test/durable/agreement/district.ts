import type { Machine, Units } from '../../../src/kernel/index.ts';
import type { Scenario, ScenarioOpening, ScenarioOverride, ScenarioStep } from '../../../src/language/index.ts';

/**
 * The scenario with its places and persons moved into a district: all scenarios are played in one house, and the supervision files of
 * two of them must not be one.
 */
export function settledIn(district: string, scenario: Scenario, library: readonly Machine[]): Scenario {
  const own = (name: string) => `${district}/${name}`;
  const persons = new Set(
    library.flatMap(({ protocol }) =>
      Object.values(protocol.events).flatMap(({ data }) => Object.keys(data).filter((field) => data[field]!.type === 'person')),
    ),
  );
  const moved = (data: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(data).map(([field, value]) => [field, persons.has(field) && typeof value === 'string' ? own(value) : value]),
    );
  const opened = <T extends ScenarioOpening>(opening: T): T => ({
    ...opening,
    home: own(opening.home),
    with: moved(opening.with),
    ...(opening.subject !== undefined && { subject: own(opening.subject) }),
  });
  /** A deadline is moved to a time, everything else to a unit. */
  const placed = (override: ScenarioOverride) =>
    override.kind !== 'extend' && 'to' in override && override.to !== undefined ? { to: own(override.to) } : {};
  const step = (written: ScenarioStep): ScenarioStep => {
    const { open, event, message, correct, override } = written;
    return {
      ...written,
      ...(open && { open: opened(open) }),
      ...(event && { event: { ...event, data: moved(event.data), ...(event.place !== undefined && { place: own(event.place) }) } }),
      ...(message && { message: { ...message, data: moved(message.data) } }),
      ...(override && { override: { ...override, ...placed(override) } }),
      ...(correct && { correct: { ...correct, with: moved(correct.with) } }),
    };
  };
  return { ...scenario, open: opened(scenario.open), steps: scenario.steps.map(step) };
}

/** One unit tree with a copy of every unit in each district, and of who serves and answers for whom there. */
export function forest(units: Units, districts: readonly string[]): Units {
  const copies = districts.flatMap((district) =>
    Object.values(units.units).map((unit) => ({
      ...unit,
      id: `${district}/${unit.id}`,
      ...(unit.parent !== undefined && { parent: `${district}/${unit.parent}` }),
      ...(unit.serves && { serves: unit.serves.map((id) => `${district}/${id}`) }),
    })),
  );
  const answers = districts.flatMap((district) =>
    (units.answers ?? []).map(({ who, as, for: whom }) => ({ who: `${district}/${who}`, as, for: whom.map((id) => `${district}/${id}`) })),
  );
  return { ...units, units: Object.fromEntries(copies.map((unit) => [unit.id, unit])), ...(answers.length > 0 && { answers }) };
}
