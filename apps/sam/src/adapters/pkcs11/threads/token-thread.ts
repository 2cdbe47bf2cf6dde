import { dirname, extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ThreadOrder, ThreadReport, ThreadStart } from './thread-messages.js';

/** The sources in a test, the build otherwise: Node.js runs either, and the program imports nothing of ours. */
const PROGRAM = join(dirname(import.meta.filename), `thread-program${extname(import.meta.filename)}`);

/** Enough for a thread that keeps nothing but a few public keys; without a bound each takes several times as much. */
const MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** What becomes of a thread. */
export interface ThreadEvents {
  readonly reported: (report: ThreadReport) => void;
  /** It ended, by itself or by an error: nothing more comes from it. */
  readonly ended: (cause: unknown) => void;
}

/** A thread that asks the token synchronously, so that the event loop never waits for it. */
export class TokenThread {
  readonly #worker: Worker;
  #isEnding = false;
  #underWay = 0;

  constructor(start: ThreadStart, events: ThreadEvents) {
    // The options of this process may be those of a test runner.
    this.#worker = new Worker(PROGRAM, { workerData: start, execArgv: [], resourceLimits: MEMORY });
    this.#worker.unref();
    this.#worker.on('message', (report: ThreadReport) => {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#worker.unref();
      events.reported(report);
    });
    let cause: unknown = new Error('a thread of the token ended');
    this.#worker.on('error', (error: unknown) => (cause = error));
    this.#worker.on('exit', () => {
      if (!this.#isEnding) events.ended(cause);
    });
  }

  /** Orders are worked off one after the other. */
  post(order: ThreadOrder): void {
    this.#underWay += 1;
    if (this.#underWay === 1) this.#worker.ref();
    this.#worker.postMessage(order);
  }

  /** Ends it when its orders are done. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const exit = new Promise<void>((done) => this.#worker.once('exit', () => done()));
    this.#worker.ref();
    this.#worker.postMessage('end');
    await exit;
  }

  /** Lets a thread go that hangs in the module: nothing can end it, but it shall not keep the process alive. */
  abandon(): void {
    this.#isEnding = true;
    this.#worker.unref();
    this.#worker.postMessage('end');
  }
}
