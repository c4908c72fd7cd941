// Replays finished cases of one side of `npm run bench:durable` in a process of its own.
import { readFileSync } from 'node:fs';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { converter, errorsOnly } from '../src/temporal/index.ts';
import { home, openHouse, type Place } from './durable/house.ts';
import type { Replayed, ToReplay } from './durable/replay.ts';

const { History } = proto.temporal.api.history.v1;
const place = JSON.parse(process.argv[2]!) as Place;
errorsOnly();
const { keys, store } = await openHouse(place);

/** Each history starts from nothing: a replay worker keeps no case. What the first one costs more is the protocol made ready. */
async function replay({ files, reuseV8Context }: ToReplay): Promise<Replayed> {
  const dataConverter = converter(keys, home.failureConverter, store);
  const histories = files.map((file) => History.decode(readFileSync(file)));
  const started: number[] = [];
  const ended: { at: number; cpu: NodeJS.CpuUsage }[] = [];
  const each = async function* () {
    for (const [n, history] of histories.entries()) {
      started.push(performance.now());
      yield { workflowId: `replay-${n}`, history };
    }
  };
  const options = { workflowBundle: { codePath: place.bundle }, dataConverter, reuseV8Context };
  for await (const { error } of Worker.runReplayHistories(options, each())) {
    if (error) throw error;
    ended.push({ at: performance.now(), cpu: process.cpuUsage() });
  }
  const from = histories.length >> 1;
  const [middle, last] = [ended[from - 1]!, ended.at(-1)!];
  const mean = (sum: number) => sum / (histories.length - from);
  return {
    first: ended[0]!.at - started[0]!,
    rest: mean(last.at - middle.at),
    cpu: mean((last.cpu.user + last.cpu.system - middle.cpu.user - middle.cpu.system) / 1000),
  };
}

process.on('message', (asked: ToReplay | 'stop') => {
  if (asked === 'stop') process.exit(0);
  replay(asked).then(
    (replayed) => process.send?.(replayed),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
