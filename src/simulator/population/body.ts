import { type Datum, type Instant, instantOf } from '../../kernel/index.ts';
import type { BodySign, Health, Spread } from '../../language/index.ts';
import { type Draw, draw } from './chance.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TWO_WEEKS = 14 * DAY;

/** A lognormal duration in ms. */
export function lasting({ median, sigma }: Spread, chance: Draw): number {
  return Math.round(median * Math.exp(sigma * chance.normal())) * MINUTE;
}

/** What would be seen of a person, if somebody looked. */
export interface Body {
  infected: boolean;
  /** When the illness, of whatever cause, begins; undefined: it does not. */
  onset?: Instant;
  /** What a sign shows at `at`; `look` names the looking, so that two readings of one hour differ as readings do. */
  shows(sign: BodySign, at: Instant, look: string): Datum;
}

/**
 * The course of one person's health: infected at the attack rate of his kind of contact, ill after the incubation; of the others some
 * run a fever of another cause. `exposed` is a civil date in `zone`.
 */
export function bodyOf(
  health: Health,
  seed: string,
  { number, contact, exposed, zone }: { number: string; contact: string; exposed: string; zone: string },
): Body {
  const course = draw(seed, number, 'course');
  const infected = course.uniform() < (health.attack[contact] ?? 0);
  const start = instantOf(zone, exposed, '12:00');
  const incubation = lasting(health.incubation, course);
  const other = course.uniform() < health.otherFever ? start + Math.round(course.uniform() * TWO_WEEKS) : undefined;
  const onset = infected ? start + incubation : other;
  const fever = lasting(health.fever, course) * (infected ? 1 : 0.4);
  const better = lasting(health.better, course);
  const clears = lasting(health.clears, course);
  const mistaken = course.uniform() < health.mistaken;
  const ill = (at: Instant, duration: number) => onset !== undefined && at >= onset && at < onset + duration;

  const shows: Body['shows'] = (sign, at, look) => {
    switch (sign) {
      case 'temperature': {
        const chance = draw(seed, number, 'temperature', look);
        const degrees = ill(at, fever) ? Math.max(37.4, 38.2 + 0.4 * chance.normal()) : Math.min(37.1, 36.5 + 0.2 * chance.normal());
        return Math.round(Math.min(41, Math.max(35.5, degrees)) * 10) / 10;
      }
      case 'symptoms':
        return ill(at, infected ? better : fever);
      case 'suspicious':
        return onset !== undefined && at >= onset && (infected || mistaken);
      case 'result':
        return infected && ill(at, clears) && draw(seed, number, 'result', look).uniform() < health.detected ? 'positive' : 'negative';
      case 'better':
        return !ill(at, better);
      case 'imaging':
        return ill(at, better) ? 'same' : 'better';
      default:
        return sign satisfies never;
    }
  };
  return { infected, ...(onset !== undefined && { onset }), shows };
}
