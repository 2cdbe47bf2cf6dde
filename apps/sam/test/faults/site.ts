import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AuditStandIn } from './audit-stand-in.js';
import { Callers } from './callers.js';
import { Installation } from './installation.js';
import type { Load } from './load.js';
import { SamProcess } from './sam-process.js';

/** A running SAM with its surroundings, for tests that take them away. */
export class Site {
  private constructor(
    readonly installation: Installation,
    readonly audit: AuditStandIn,
    readonly sam: SamProcess,
    readonly callers: Callers,
  ) {}

  static async open(settings: Readonly<Record<string, string>> = {}, data?: string): Promise<Site> {
    const installation = await Installation.start(data);
    const audit = await AuditStandIn.start(installation.nats);
    const sam = new SamProcess(installation, settings);
    const site = new Site(installation, audit, sam, await Callers.connect(installation));
    try {
      await sam.start();
      await site.callers.enrol();
      return site;
    } catch (error) {
      await site.close();
      throw error;
    }
  }

  /** Ends everything. @throws if the SAM did not end in order */
  async close(): Promise<void> {
    await this.callers.close();
    try {
      await this.sam.stop();
    } finally {
      await this.audit.stop();
      await this.installation.stop();
    }
  }

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.installation.database.ownerUrl });
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...parameters])).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until a condition holds; throws with what was seen instead. */
  async eventually(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      if (await holds()) return;
      await sleep(50);
    }
    throw new Error(`never: ${what}`);
  }

  /** Until the load signs again, after this many signatures. */
  async untilSigned(load: Load, more = 5): Promise<void> {
    const before = load.signed.length;
    await load.prepare(more);
    await this.eventually(() => load.signed.length >= before + more, `${more} more signatures after ${before}; answers ${JSON.stringify(load.codes)}`);
  }

  /** What must hold after every fault: what nobody expected, answers without a record, documents that were signed twice. */
  async account(load: Load): Promise<{ bugs: readonly string[]; twice: readonly string[]; unrecorded: readonly string[]; madeTwice: readonly string[] }> {
    const made = await this.query<{ attempt_id: string; activation_id: string }>(`SELECT attempt_id, activation_id FROM signing_attempt WHERE state = 'made'`);
    const events = await this.query<{ attempt: string }>(
      `SELECT body::jsonb #>> '{particulars,attemptId}' AS attempt FROM event_outbox WHERE type = 'signature-made'`,
    );
    const attempts = new Set(made.map(({ attempt_id: id }) => id));
    const told = new Set(events.map(({ attempt }) => attempt));
    const activations = made.map(({ activation_id: id }) => id);
    return {
      bugs: load.bugs,
      twice: load.twice,
      unrecorded: load.signed.map(({ answer }) => answer.attemptId).filter((id) => !attempts.has(id) || !told.has(id)),
      madeTwice: activations.filter((id, index) => activations.indexOf(id) !== index),
    };
  }
}

/** The account of a fault that cost nothing but time. */
export const CLEAN = { bugs: [], twice: [], unrecorded: [], madeTwice: [] } as const;
