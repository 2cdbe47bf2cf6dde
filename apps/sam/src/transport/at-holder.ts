import { ServiceError, type Call, type ReplyOf } from '@paraph/contracts';
import { NobodyThere, type AskOf, type Bus, type Caller } from '@paraph/platform';
import { setTimeout as pause } from 'node:timers/promises';
import { HeldElsewhere } from '../domain/sessions/held-elsewhere.js';

/** A replica whose connection broke is back within so long, if it lives. */
const TRIES = 4;
const PAUSE_MS = 150;

/** What a call is asked by, and what this replica does about it. */
export interface Held<Reply> {
  readonly caller: Caller;
  readonly here: () => Promise<Reply>;
}

/** Hands on what only the replica can do that holds the key: it makes every check itself, as if it had been asked first. */
export class AtHolder {
  constructor(private readonly bus: Bus) {}

  /** @throws what the work refuses, here or there; `session.over` if the holder is gone, where the call may answer it */
  async run<C extends Call>(call: C, request: AskOf<C>, { caller, here }: Held<ReplyOf<C>>): Promise<ReplyOf<C>> {
    try {
      return await here();
    } catch (error) {
      if (!(error instanceof HeldElsewhere)) throw error;
      // Whoever handed it on believed that it is here: nobody sends it round in circles.
      if (caller.service === call.service) throw gone(call);
      return this.handOn(call, request, error.replica);
    }
  }

  /** The same for a call that this replica makes of itself. @throws as `run` */
  async handOn<C extends Call>(call: C, request: AskOf<C>, replica: string): Promise<ReplyOf<C>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.bus.handOn(call, request, replica);
      } catch (error) {
        if (!(error instanceof NobodyThere)) throw error;
        if (attempt === TRIES) throw gone(call);
        await pause(PAUSE_MS);
      }
    }
  }
}

function gone(call: Call): ServiceError {
  const why = 'the process that held the key of this session is gone';
  return call.errors.includes('session.over') ? new ServiceError('session.over', why) : new ServiceError('service.unavailable', why, { retryAfter: 10 });
}
