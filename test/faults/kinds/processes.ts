import { type FaultKind, oneOf, pause } from './kind.ts';

/** Processes that are gone from one instruction to the next: kill -9, by process id. */
export const processes: FaultKind[] = [
  {
    name: 'a worker killed',
    async inject({ stage }, chance) {
      const n = Math.floor(chance.uniform() * stage.workers.length);
      await stage.killWorker(n);
      await pause(chance, 0, 1_500);
      await stage.startWorker(n);
    },
  },
  {
    name: 'all workers killed',
    async inject({ stage }, chance) {
      await Promise.all(stage.workers.map((_, n) => stage.killWorker(n)));
      await pause(chance, 0, 1_500);
      await Promise.all(stage.workers.map((_, n) => stage.startWorker(n)));
    },
  },
  {
    name: 'a worker frozen for seconds',
    async inject({ stage }, chance) {
      // Longer than a workflow task may take, at times: then it wakes with what others have done meanwhile.
      const pid = stage.workers[Math.floor(chance.uniform() * stage.workers.length)]?.pid;
      if (pid === undefined) return;
      process.kill(pid, 'SIGSTOP');
      await pause(chance, 1_000, 14_000);
      process.kill(pid, 'SIGCONT');
    },
  },
  {
    name: 'the Temporal server killed on its file',
    async inject({ stage }, chance) {
      await stage.killServer();
      await pause(chance, 0, 1_000);
      await stage.startServer();
    },
  },
  {
    name: 'the acting client killed between accept and answer',
    async inject({ stage }, chance) {
      const waiting = stage.persons.filter((person) => person.outstanding > 0);
      const person = oneOf(chance, waiting.length > 0 ? waiting : stage.persons);
      await person.kill();
      await person.start();
    },
  },
  {
    name: 'server, workers and clients killed together',
    async inject({ stage }, chance) {
      const { workers, persons } = stage;
      await Promise.all([stage.killServer(), ...workers.map((_, n) => stage.killWorker(n)), ...persons.map((person) => person.kill())]);
      await pause(chance, 0, 1_000);
      await stage.startServer();
      await Promise.all([...workers.map((_, n) => stage.startWorker(n)), ...persons.map((person) => person.start())]);
    },
  },
];
