import { HttpException, Injectable, type CanActivate, type ExecutionContext, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Secret } from '@paraph/kernel';
import { Log, Metrics } from '@paraph/platform';
import { createHash, timingSafeEqual } from 'node:crypto';
import { RefusedReaders } from '../domain/refused-readers.js';

interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What an auditor shows to be let in. */
export class AuditorToken {
  constructor(readonly secret: Secret) {}
}

/** How often it is looked whether refusals wait to be recorded. */
const LOOK_MS = 10_000;

/** Lets an auditor in: until operators have passkeys, whoever holds the token from the file. Who is not let in is counted. */
@Injectable()
export class AuditorGuard implements CanActivate, OnModuleInit, OnModuleDestroy {
  readonly #expected: Buffer;
  private readonly counter: ReturnType<Metrics['counter']>;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    token: AuditorToken,
    private readonly refused: RefusedReaders,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#expected = digest(`Bearer ${token.secret.reveal()}`);
    this.counter = metrics.counter({ name: 'audit_auditors_refused_total', help: 'Requests to the auditors’ API without the auditor’s token' });
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.settle(this.refused.recordDue()), LOOK_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.settle(this.refused.recordAll());
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const header = context.switchToHttp().getRequest<HttpRequest>().headers['authorization'];
    if (typeof header === 'string' && timingSafeEqual(digest(header), this.#expected)) return true;
    this.counter.inc();
    await this.settle(this.refused.add());
    throw new HttpException({ error: 'unauthorised', detail: 'send "Authorization: Bearer <token>" with the auditor’s token' }, 401);
  }

  /** A refusal stands though it cannot be written down; what was not written is tried again. */
  private async settle(recording: Promise<void>): Promise<void> {
    await recording.catch((error: unknown) => this.log.error('refusal-not-recorded', error));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
