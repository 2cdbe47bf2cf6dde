import { setTimeout as pause } from 'node:timers/promises';
import { Pause } from '../domain/pause.js';

/** Time as the process has it. */
export class TimedPause extends Pause {
  override async wait(milliseconds: number): Promise<void> {
    await pause(milliseconds);
  }
}
