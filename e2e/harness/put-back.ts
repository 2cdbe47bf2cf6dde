import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseCopy } from '../../tools/chaos/database-copy.ts';
import { state } from './stack.ts';

/** A copy of what the stack's SAM has, to be put back. No other test looks into a database. */
export function copyOfTheSam(): Promise<DatabaseCopy> {
  const database = readFileSync(join(state, 'secrets', 'sam_owner.database-url'), 'utf8').trim();
  return DatabaseCopy.take({ database, token: join(state, 'token', 'objects') });
}
