import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const SHIPPED = resolve(import.meta.dirname, '../../policies');
const policy = z.looseObject({ session: z.looseObject({ pool: z.looseObject({ size: z.number() }) }) });

/**
 * A copy of the trial's policies in which one pool holds as many keys as a figure wants: the trial keeps two ready, since a newcomer
 * waits for them. It is filled again when one is left, so that what is timed has the cores to itself.
 */
export class LargerPool {
  readonly folder: string;

  constructor(policyId: string, keys: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'paraph-policies-'));
    cpSync(SHIPPED, this.folder, { recursive: true });
    const file = join(this.folder, `${policyId}.json`);
    const shipped = policy.parse(JSON.parse(readFileSync(file, 'utf8')));
    const pool = { ...shipped.session.pool, size: keys, lowWater: 1 };
    writeFileSync(file, JSON.stringify({ ...shipped, session: { ...shipped.session, pool } }));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
