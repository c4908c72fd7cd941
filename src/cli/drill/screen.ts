import type { Done, News, Said } from '../../house/index.ts';
import type { Locale } from '../terminal.ts';
import { Counter } from './figures.ts';
import { frameOf } from './frame.ts';
import { dayOf, paceWords, refusalLine } from './phrases.ts';
import type { Scene, Shown } from './scene.ts';
import { type Line, lineOf, nameOf } from './words.ts';

const REFRESH = 250;
const MOST_LINES = 400;
/** A notice stays this long, ms. */
const NOTICE = 8_000;
const FASTER = 1.5;
/** Another screen, no cursor; and back. */
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';

/** A drill on a terminal: a picture four times a second, and keys. */
export class Screen implements Scene {
  private readonly locale: Locale;
  private readonly shown: Shown;
  private readonly counter = new Counter();
  private readonly lines: Line[] = [];
  private timer: NodeJS.Timeout | undefined;
  private notice: { text: string; until: number } | undefined;
  private onKey: ((key: Buffer) => void) | undefined;

  constructor(locale: Locale, shown: Shown) {
    this.locale = locale;
    this.shown = shown;
  }

  open(stop: () => void): void {
    process.stdout.write(enter);
    const { drill } = this.shown;
    const keys: Record<string, () => unknown> = {
      p: () => (drill.phase === 'paused' ? drill.resume() : drill.pause()),
      ' ': () => (drill.phase === 'paused' ? drill.resume() : drill.pause()),
      n: () => drill.jump(),
      '+': () => drill.speed(drill.pace.wanted * FASTER),
      '=': () => drill.speed(drill.pace.wanted * FASTER),
      '-': () => drill.speed(drill.pace.wanted / FASTER),
      q: stop,
      '\u0003': stop,
    };
    this.onKey = (key) => void keys[key.toString()]?.();
    process.stdin.setRawMode(true).resume().on('data', this.onKey);
    this.timer = setInterval(() => this.draw(), REFRESH);
    process.stdout.on('resize', this.redraw);
    this.draw();
  }

  private readonly redraw = () => {
    process.stdout.write('\u001b[2J');
    this.draw();
  };

  say(line: Said): void {
    const text = typeof line === 'string' ? line : line[this.locale];
    this.notice = { text, until: Date.now() + NOTICE };
    this.add({ at: 0, text, weight: 'notable' });
  }

  news(news: readonly News[]): void {
    const { drill, units, library } = this.shown;
    for (const { seen, effect } of news) {
      const { machine, head } = seen;
      const line = lineOf(effect, {
        locale: this.locale,
        units,
        library,
        machine,
        who: nameOf(drill.finding.who(head.subject), units, this.locale),
        place: head.place,
      });
      if (line) this.add(line);
    }
  }

  done(done: Done): void {
    if (done.refusal) this.add({ at: done.deed.at, text: refusalLine(done, this.shown.drill, this.locale), weight: 'notable' });
  }

  rate(rate: number): void {
    this.add({ at: this.shown.drill.now, text: paceWords(rate, this.shown.drill, this.locale), weight: 'notable' });
  }

  private add(line: Line): void {
    this.lines.push(line);
    if (this.lines.length > MOST_LINES) this.lines.splice(0, this.lines.length - MOST_LINES);
  }

  private frame(rows: number): string[] {
    const { drill } = this.shown;
    const { population } = drill.options;
    const notice = this.notice && this.notice.until > Date.now() ? this.notice.text : undefined;
    return frameOf(
      {
        locale: this.locale,
        title: population.title[this.locale],
        phase: drill.phase,
        now: drill.now,
        day: dayOf(drill),
        recalled: drill.recalled,
        rate: drill.rate,
        wanted: drill.pace.wanted,
        lag: drill.pace.lag,
        nextDue: drill.nextDue(),
        figures: this.counter.figures(drill),
        lines: this.lines,
        notice,
      },
      process.stdout.columns ?? 80,
      rows,
    );
  }

  private draw(): void {
    const rows = process.stdout.rows ?? 24;
    process.stdout.write(`\u001b[H${this.frame(rows).slice(0, rows).join('\u001b[K\r\n')}\u001b[K\u001b[J`);
  }

  close(): void {
    if (!this.onKey) return;
    clearInterval(this.timer);
    process.stdout.off('resize', this.redraw);
    process.stdin.off('data', this.onKey).setRawMode(false).pause();
    this.onKey = undefined;
    // The last picture stays where the command was typed.
    process.stdout.write(`${leave}${this.frame(20).join('\n')}\n`);
  }
}
