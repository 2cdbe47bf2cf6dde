import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Log } from '../logs/log.js';
import { RoundLease } from './round-lease.js';
import { RoundLoop } from './round-loop.js';
import type { Round } from './round.js';

/** A replica that dies keeps its round for so long. Milliseconds. */
const LEASE_MS = 30_000;

/**
 * What runs once across replicas: a lease in the service's database says who is at it, and a date there when it is due again, so that neither a
 * restart nor a second replica has it done twice. The service's migration makes the table (`createRounds`).
 */
@Injectable()
export class Rounds implements OnApplicationShutdown {
  private readonly loops = new Map<string, { readonly loop: RoundLoop; readonly lease: RoundLease }>();
  private readonly holder = randomUUID();

  constructor(
    private readonly database: DataSource,
    private readonly log: Log,
    private readonly leaseMs = LEASE_MS,
  ) {}

  /** Has a round done from now on, as soon as it is due. */
  begin(round: Round): void {
    if (this.loops.has(round.name)) throw new Error(`two rounds are named ${round.name}`);
    const lease = new RoundLease(this.database, round.name, this.holder, this.leaseMs);
    const loop = new RoundLoop(round, lease, this.leaseMs, this.log);
    this.loops.set(round.name, { loop, lease });
    loop.start();
  }

  /** Has a round due now. Whichever replica takes it; one that is being done is done once more. */
  async hasten(name: string): Promise<void> {
    const known = this.loops.get(name);
    if (!known) throw new Error(`no round is named ${name}`);
    await known.lease.hasten();
    known.loop.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.loops.values()].map(({ loop }) => loop.stop()));
  }
}
