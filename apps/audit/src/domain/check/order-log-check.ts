import type { CheckLog, LogCheck } from './check-log.js';

/** Whoever had the log looked at: `audit` itself each day, or a reader. */
export interface CheckOrder {
  readonly kind: 'system' | 'operator' | 'client' | 'signer';
  readonly id: string;
}

/** Whoever keeps a record that the log was looked at, and of what was found. */
export abstract class CheckRecord {
  abstract checked(by: CheckOrder, found: LogCheck): Promise<void>;
}

/** Has the whole log looked at, and that recorded. Whoever asks while somebody's is under way gets that one's answer. */
export class OrderLogCheck {
  #running: Promise<LogCheck> | undefined;

  constructor(
    private readonly check: CheckLog,
    private readonly record: CheckRecord,
  ) {}

  async run(by: CheckOrder, signal?: AbortSignal): Promise<LogCheck> {
    this.#running ??= this.check.run(signal).finally(() => (this.#running = undefined));
    const found = await this.#running;
    await this.record.checked(by, found);
    return found;
  }
}
