import { ServiceError } from '@paraph/contracts';
import type { KeyCensus } from '../../../domain/keys/key-census.js';
import { findKeks } from '../key-encryption-keys.js';
import { TokenMac } from '../token-mac.js';
import { makeGeneration, readBack, type CeremonyOrder } from './ceremony.js';
import { actAs } from './officer.js';
import { readTokenState, type TokenState } from './token-state.js';
import { openCensus, type SealedCensus } from './census-file.js';

/**
 * Makes the next generation of the key-encryption key. The number is named so that a repetition does nothing. Answers
 * whether it made it. @throws `hsm.refused` for any number but the next
 */
export async function addGeneration(order: CeremonyOrder, generation: number): Promise<{ made: boolean; warnings: readonly string[] }> {
  const { checks, family } = await readTokenState(order);
  const newest = Math.max(0, ...checks.keks.keys());
  if (newest === 0) throw new ServiceError('hsm.refused', 'the token has no generation yet: begin with prepare, or carry the keys here');
  if (generation !== newest && generation !== newest + 1)
    throw new ServiceError('hsm.refused', `the newest generation is ${newest}: the next is ${newest + 1}`);
  const made = await makeGeneration(order, { family, generation });
  return { made, warnings: (await readBack(order)).warnings };
}

/** What must hold before a generation may end. */
export interface EndOfGeneration {
  readonly generation: number;
  /** What the SAM counted, sealed by the token's MAC key. */
  readonly census: SealedCensus;
  readonly now: Date;
}

/** A count that is older says nothing of the rows that were written since. */
const CENSUS_LASTS_MS = 24 * 3_600_000;

/**
 * Destroys an old generation in this token: from then on nothing that was closed under it opens, wherever a copy is.
 * Only if the SAM, which alone reads its rows, counted none under it, and the last backup that has one is no more.
 *
 * @throws `hsm.refused` with what is missing
 */
export async function destroyGeneration(order: CeremonyOrder, { generation, census: sealed, now }: EndOfGeneration): Promise<TokenState> {
  const census = await actAs('user', order, (cryptoki, session) =>
    openCensus(sealed, (bytes) => new TokenMac(cryptoki, session).of(session, 'key-census', bytes)),
  );
  const before = await readTokenState(order);
  const newest = Math.max(0, ...before.checks.keks.keys());
  const reason = whyNot(census, { generation, newest, now });
  if (reason !== undefined) throw new ServiceError('hsm.refused', `generation ${generation} stays: ${reason}`);
  await actAs('user', order, (cryptoki, session) => {
    for (const kek of findKeks(cryptoki, session)) {
      if (kek.generation === generation) cryptoki.call((token) => token.C_DestroyObject(session, kek.handle));
    }
  });
  return readTokenState(order);
}

function whyNot(census: KeyCensus, { generation, newest, now }: { generation: number; newest: number; now: Date }): string | undefined {
  const age = now.getTime() - new Date(census.takenAt).getTime();
  if (generation >= newest) return 'it is the newest of this token';
  if (age > CENSUS_LASTS_MS || age < 0) return `the census of ${census.takenAt} is not of the last day: take another`;
  if (generation >= census.closing) return 'the SAM still closes keys with it';
  const counted = census.generations.find((one) => one.generation === generation);
  if (counted === undefined) return 'the census does not know it';
  if (counted.rows > 0) return `${counted.rows} key(s) are still closed with it`;
  if (counted.backupsUntil === undefined) return 'the SAM has not finished closing its keys anew';
  if (new Date(counted.backupsUntil) >= now) return `backups until ${counted.backupsUntil} hold keys closed with it`;
  return undefined;
}
