import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { home, type Place } from './house.ts';

/** A process of one side that answers one question at a time. */
export interface Child {
  ask<T>(question: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts `dist/bench/SCRIPT.js` for a side and waits until it is ready. `profile` names a folder for a CPU profile. */
export async function startChild(script: 'durable-worker' | 'durable-replay', place: Place, profile?: string): Promise<Child> {
  const execArgv = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profile, place.side)];
  const child = fork(join(home.root, 'dist', 'bench', `${script}.js`), [JSON.stringify(place)], {
    execArgv,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const next = <T>() => answerOf<T>(child, `${script} (${place.side})`);
  await next();
  return {
    async ask<T>(question: unknown) {
      const answer = next<T>();
      child.send(question as object);
      return answer;
    },
    async stop() {
      if (child.connected) child.send('stop');
      await gone;
    },
  };
}

function answerOf<T>(child: ChildProcess, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${name} ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as T);
    });
  });
}
