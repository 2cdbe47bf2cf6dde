import { jest } from '@jest/globals';
import type { TrustRole } from '@paraph/contracts';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { IdentityWords, type TokenWord } from '../src/domain/readers/identity-words.js';
import type { RunningAudit } from './running-audit.js';
import type { Party } from './signature-story.js';

export const LATER = '2099-01-01T00:00:00.000Z';

/** The token of somebody, by their name. */
export const token = (name: string): string => name.padEnd(43, 'x');
export const tokenDigest = (name: string): string => toBase64Url(sha256(token(name)));

const roles: Readonly<Record<'officer' | 'engineer', TrustRole>> = { officer: 'security-officer', engineer: 'system-engineer' };

/** Answers in identity's place: `officer` and `engineer` have sessions, `alice` her own token, `alices-client` and `bobs-client` those of their applications. */
export function standInForIdentity(audit: RunningAudit, { alice, bob }: { readonly alice: Party; readonly bob: Party }): void {
  const words = audit.app.get(IdentityWords);
  const sessions = new Map(Object.entries(roles).map(([name, role]) => [tokenDigest(name), { operatorId: newId('opr'), name: 'Olivia', roles: [role] }]));
  jest.spyOn(words, 'ofSession').mockImplementation(async (asked) => {
    const session = sessions.get(asked);
    return session === undefined ? { state: 'over' } : { state: 'open', ...session, expiresAt: LATER };
  });
  const tokens = new Map([
    [tokenDigest('alice'), { ...alice, isSigners: true }],
    [tokenDigest('alices-client'), { ...alice, isSigners: false }],
    [tokenDigest('bobs-client'), { ...bob, isSigners: false }],
  ]);
  jest.spyOn(words, 'ofToken').mockImplementation(async (asked) => {
    const party = tokens.get(asked);
    if (party === undefined) return { state: 'unknown' };
    const { clientId, subscriberId, signerId, isSigners } = party;
    const limits = { requestsPerMinute: 1, bodyBytes: 1, hashesPerCall: 1 };
    // What the client may do elsewhere is nothing to audit.
    const client = { profile: 'etsi', browserOrigins: [], responseUris: [], limits } as unknown as Extract<TokenWord, { state: 'active' }>['client'];
    return { state: 'active', scope: 'service', clientId, subscriberId, client, expiresAt: LATER, ...(isSigners && { signerId }) };
  });
}
