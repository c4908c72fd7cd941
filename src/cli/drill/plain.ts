import type { Done, News, Said } from '../../house/index.ts';
import { civil } from '../civil.ts';
import type { Terminal } from '../terminal.ts';
import { Counter } from './figures.ts';
import { figuresLine, paceWords, refusalLine } from './phrases.ts';
import type { Scene, Shown } from './scene.ts';
import { lineOf, nameOf } from './words.ts';

/** A line of figures so often, ms. */
const OFTEN = 5_000;

/** Plain lines: what matters as it happens, and the figures every few seconds. */
export class PlainScene implements Scene {
  private readonly terminal: Terminal;
  private readonly shown: Shown | undefined;
  private readonly counter = new Counter();
  private timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, shown: Shown | undefined) {
    this.terminal = terminal;
    this.shown = shown;
  }

  open(): void {
    this.timer = setInterval(() => this.figures(), OFTEN);
  }

  say(line: Said): void {
    this.print(typeof line === 'string' ? line : line[this.terminal.locale]);
  }

  news(news: readonly News[]): void {
    if (!this.shown) return;
    const { drill, units, library } = this.shown;
    const { locale } = this.terminal;
    for (const { seen, effect } of news) {
      const { machine, head } = seen;
      const line = lineOf(effect, {
        locale,
        units,
        library,
        machine,
        who: nameOf(drill.finding.who(head.subject), units, locale),
        place: head.place,
      });
      if (line?.weight === 'alarm') this.print(`${civil(line.at)}  ${line.text}`);
    }
  }

  done(done: Done): void {
    if (!done.refusal || !this.shown) return;
    this.print(`${civil(done.deed.at)}  ${refusalLine(done, this.shown.drill, this.terminal.locale)}`);
  }

  rate(rate: number): void {
    this.print(paceWords(rate, this.shown!.drill, this.terminal.locale));
  }

  private figures(): void {
    if (!this.shown) return;
    const { drill } = this.shown;
    if (drill.phase === 'starting') return;
    this.print(`${civil(drill.now)}  ${figuresLine(this.counter.figures(drill), drill, this.terminal.locale)}`);
  }

  private print(text: string): void {
    if (this.terminal.json) console.error(text);
    else console.log(text);
  }

  close(): void {
    clearInterval(this.timer);
  }
}
