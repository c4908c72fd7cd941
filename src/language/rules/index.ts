import { bounce } from './bounce.ts';
import { calendar } from './calendar.ts';
import { carries } from './carries.ts';
import { circles } from './circles.ts';
import { cites } from './cites.ts';
import { covered } from './covered.ts';
import { cut } from './cut.ts';
import { days } from './days.ts';
import { decided } from './decided.ts';
import { duties } from './duties.ts';
import { gaps } from './gaps.ts';
import { idle } from './idle.ts';
import { instantLoop } from './instant-loop.ts';
import { ladders } from './ladders.ts';
import { lateFacts } from './late-facts.ts';
import { leadsOn } from './leads-on.ts';
import { links } from './links.ts';
import { notBy } from './not-by.ts';
import { openLoop } from './open-loop.ts';
import { owners } from './owners.ts';
import { passing } from './passing.ts';
import { plan } from './plan.ts';
import { reachable } from './reachable.ts';
import { remembers } from './remembers.ts';
import { returns } from './returns.ts';
import { rolesHeld } from './roles-held.ts';
import type { Rule } from './rule.ts';
import { staged } from './staged.ts';
import { supervised } from './supervised.ts';
import { tracks } from './tracks.ts';
import { used } from './used.ts';
import { waits } from './waits.ts';
import { windows } from './windows.ts';

/** Every semantic rule; each reports on a protocol whose shape, names and phrases are right. */
export const rules: readonly Rule[] = [
  reachable,
  leadsOn,
  staged,
  owners,
  used,
  cites,
  ladders,
  windows,
  gaps,
  tracks,
  links,
  rolesHeld,
  calendar,
  passing,
  waits,
  instantLoop,
  openLoop,
  carries,
  duties,
  notBy,
  returns,
];

/** What is no mistake by itself; looked at where everything else is right, so that one mistake is one problem. */
export const cares: readonly Rule[] = [supervised, idle, remembers, bounce, circles, decided, plan, days, cut, lateFacts, covered];
