import { ServiceError } from '@paraph/contracts';

interface Waiting {
  readonly begin: () => void;
}

/** One after the other, in their order. Who has waited too long goes away. */
export class Turns {
  private isTaken = false;
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly patienceMs: number) {}

  /** Waits for a turn and answers how to end it. @throws `service.unavailable` */
  async take(): Promise<() => void> {
    if (this.isTaken) await this.wait();
    this.isTaken = true;
    let isOver = false;
    return () => {
      if (!isOver) this.next();
      isOver = true;
    };
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(one);
        reject(new ServiceError('service.unavailable', 'the transaction waited too long for its end', { retryAfter: 1 }));
      }, this.patienceMs);
      const one = {
        begin: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.waiting.add(one);
    });
  }

  // Who comes next has the turn at once, before anybody else could take it.
  private next(): void {
    const [first] = this.waiting;
    if (!first) {
      this.isTaken = false;
      return;
    }
    this.waiting.delete(first);
    first.begin();
  }
}
