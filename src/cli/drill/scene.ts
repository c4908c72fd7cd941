import type { Done, Drill, House, News, Said } from '../../house/index.ts';
import type { Protocol, Units } from '../../kernel/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Terminal } from '../terminal.ts';
import { PlainScene } from './plain.ts';
import { Screen } from './screen.ts';

/** What a scene shows. */
export interface Shown {
  drill: Drill;
  house: House;
  ledger: Ledger;
  library: readonly Protocol[];
  units: Units;
}

/** How a drill is watched: a live screen in a terminal, plain lines elsewhere. */
export interface Scene {
  /** Begins; `stop` ends the drill. */
  open(stop: () => void): void;
  say(line: Said): void;
  news(news: readonly News[]): void;
  done(done: Done): void;
  rate(rate: number): void;
  close(): void;
}

/** A live screen where somebody sits at a terminal; plain lines otherwise, and on the error stream beside --json. */
export function sceneOf(terminal: Terminal, shown?: Shown): Scene {
  const isLive = process.stdout.isTTY === true && process.stdin.isTTY === true && !terminal.json && process.env.TERM !== 'dumb';
  return shown && isLive ? new Screen(terminal.locale, shown) : new PlainScene(terminal, shown);
}
