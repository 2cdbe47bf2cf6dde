import { answerOf } from '../ckr.js';
import { Overdue } from '../overdue.js';
import type { CallJob, ThreadFailure } from './thread-messages.js';
import type { ThreadWork, TokenThreads } from './token-threads.js';

/** One call of the binding in another thread. */
class CallWork implements ThreadWork {
  readonly job: CallJob;
  readonly size = 1;
  readonly expectedMs = 1;
  readonly progress = 0;
  readonly isDone = false;
  readonly answer = Promise.withResolvers<unknown>();
  readonly #cameBack = Promise.withResolvers<void>();

  constructor(name: string, args: readonly unknown[]) {
    this.job = { kind: 'call', name, args };
  }

  finished(value: unknown): void {
    this.answer.resolve(value);
  }

  stopped({ text }: ThreadFailure): undefined {
    this.answer.reject(answerOf(text));
  }

  takeBack(): undefined {
    // Nobody knows whether it was begun.
  }

  lost(): void {
    this.answer.reject(new Overdue(this.#cameBack.promise));
  }

  returned(): void {
    this.#cameBack.resolve();
  }

  refused(error: unknown): void {
    this.answer.reject(error);
  }
}

/** Has a thread make one call of the binding, its session among the arguments. @throws CkrError, Overdue, `hsm.unavailable` */
export function callInThread(threads: TokenThreads, name: string, args: readonly unknown[]): Promise<unknown> {
  const work = new CallWork(name, args);
  threads.do(work);
  return work.answer.promise;
}
