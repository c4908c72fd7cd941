import { workflowInfo } from '@temporalio/workflow';
import { machineNow } from './alarm.ts';

/** Longer than a local activity of ours may take (3 s), shorter than until a workflow task is prolonged (8 s) or given up (10 s), ms. */
const LONGEST = 6_000;

/**
 * The workflow task that is worked on. A worker that stood still while a local activity was under way (a machine put to sleep, a process frozen)
 * gets the next task, and the SDK goes on in it with what it had begun in the one before. Played again, all of it has the time of the later one:
 * what fell due meanwhile comes before what it came after, and the case can never be played again.
 */
export class TaskInHand {
  private readonly at = machineNow();
  private readonly length = workflowInfo().historyLength;
  private readonly isReplayed = workflowInfo().unsafe.isReplaying;

  /**
   * Throws in another task than this one was: that fails it, and it is begun anew from the history, at its own time. What began in a task that stands
   * in the history goes on in any other, and always will.
   */
  mustBeTheSame(): void {
    const { historyLength, unsafe } = workflowInfo();
    if (this.isReplayed || unsafe.isReplaying) return;
    // One that is tried again has the length of the one before; only its time tells.
    if (historyLength !== this.length || machineNow() - this.at > LONGEST)
      throw new Error(`the workflow task that began at event ${this.length} is over; begun anew`);
  }
}
