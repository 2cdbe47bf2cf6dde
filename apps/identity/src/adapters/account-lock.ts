import type { EntityManager } from 'typeorm';
import type { ProvenIdentity } from '../domain/ports/signer-store.js';

/** Whoever links an account at an identity provider to anything waits here for the others: of two, the second sees the first. */
export async function lockAccount(transaction: Pick<EntityManager, 'query'>, { issuer, subject }: ProvenIdentity): Promise<void> {
  await transaction.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [JSON.stringify([issuer, subject])]);
}
