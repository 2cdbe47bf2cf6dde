import { beforeEach, describe, expect, it } from '@jest/globals';
import { auditEndpoints, ServiceError, trustRoles, type AuditEndpointName, type TrustRole } from '@paraph/contracts';
import { newId, Secret, sha256, toBase64Url } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { AdmitReader } from './admit-reader.js';
import { AuditorToken } from './auditor-token.js';
import { IdentityWords, type SessionWord, type TokenWord } from './identity-words.js';
import { KnownReaders } from './known-readers.js';
import { Possession, type ProvenRequest } from './possession.js';
import { whoMayAsk } from './rights.js';

const TOKEN = 'the token of the auditor in a test';
const LATER = '2099-01-01T00:00:00.000Z';
const token = (letter: string): string => letter.repeat(43);

class FakeIdentity extends IdentityWords {
  readonly sessions = new Map<string, SessionWord>();
  readonly tokens = new Map<string, TokenWord>();
  asked: string[] = [];
  override async ofSession(digest: string): Promise<SessionWord> {
    this.asked.push(digest);
    return this.sessions.get(digest) ?? { state: 'over' };
  }
  override async ofToken(digest: string): Promise<TokenWord> {
    return this.tokens.get(digest) ?? { state: 'unknown' };
  }
}

const client = { profile: 'csc', browserOrigins: [], responseUris: [], limits: { requestsPerMinute: 1, bodyBytes: 1, hashesPerCall: 1 } } as const;
const active = { state: 'active', scope: 'service', clientId: newId('cli'), subscriberId: newId('sub'), client, expiresAt: LATER } as unknown as TokenWord;

let identity: FakeIdentity;
let clock: FakeClock;
let admit: AdmitReader;
const digest = (text: string): string => toBase64Url(sha256(text));
const operator = (...roles: TrustRole[]): SessionWord => ({ state: 'open', operatorId: newId('opr'), name: 'Olivia', roles, expiresAt: LATER });
const request = { method: 'GET', target: '/audit/v1/events', proof: 'the proof' };
const ask = (authorization: string | undefined, endpoint: AuditEndpointName | undefined = 'searchEvents') => admit.run(authorization, endpoint, request);

/** Notes what it is asked, and refuses while it is told to. */
class FakePossession extends Possession {
  readonly asked: unknown[] = [];
  refuses = false;
  override async verify(of: ProvenRequest, { token: shown, thumbprint }: { readonly token: Secret; readonly thumbprint: string }): Promise<void> {
    this.asked.push([of, shown.reveal(), thumbprint]);
    if (this.refuses) throw new ServiceError('operator.refused', 'no');
  }
}
let possession: FakePossession;

beforeEach(() => {
  identity = new FakeIdentity();
  clock = new FakeClock();
  admit = new AdmitReader(new AuditorToken(new Secret(TOKEN)), new KnownReaders(identity, clock), (possession = new FakePossession()));
});

describe('a reader', () => {
  it('is the auditor by the token from the file, an operator by their session, an application or a signer by a service token', async () => {
    const signerId = newId('sgn');
    identity.sessions.set(digest(token('a')), operator('auditor'));
    identity.tokens.set(digest(token('b')), active);
    identity.tokens.set(digest(token('c')), { ...active, signerId } as TokenWord);
    expect(await ask(`Bearer ${TOKEN}`)).toMatchObject({ kind: 'auditor', id: 'auditor' });
    expect(await ask(`Bearer ${token('a')}`)).toMatchObject({ kind: 'auditor', roles: ['auditor'] });
    expect(await ask(`Bearer ${token('b')}`)).toMatchObject({ kind: 'subscriber' });
    expect(await ask(`bearer ${token('c')}`)).toMatchObject({ kind: 'signer', signerId });
  });

  it.each([
    ['nothing', undefined],
    ['another scheme', `Basic ${TOKEN}`],
    ['nothing after the scheme', 'Bearer '],
    ['the beginning of the auditor’s token', `Bearer ${TOKEN.slice(0, -1)}`],
    ['more than it', `Bearer ${TOKEN}x`],
    ['a token nobody knows', `Bearer ${token('z')}`],
  ])('is nobody with %s', async (_case, authorization) => {
    await expect(ask(authorization)).rejects.toMatchObject({ code: 'operator.refused' });
  });

  it.each([
    ['for a credential', { scope: 'credential', credentialId: newId('cred') }],
    ['that is bound to a key, without a proof', { proofKeyThumbprint: 'x'.repeat(43) }],
    ['that was revoked', { state: 'revoked' }],
    ['that is over', { state: 'expired' }],
  ])('is nobody with a token %s', async (_case, change) => {
    identity.tokens.set(digest(token('b')), { ...active, ...change } as TokenWord);
    await expect(ask(`Bearer ${token('b')}`)).rejects.toMatchObject({ code: 'operator.refused' });
  });

  it('is remembered for less than a second, so that a right that was withdrawn counts no longer', async () => {
    identity.sessions.set(digest(token('a')), operator('auditor'));
    await ask(`Bearer ${token('a')}`);
    identity.sessions.delete(digest(token('a')));
    clock.advance(999);
    await ask(`Bearer ${token('a')}`);
    expect(identity.asked).toHaveLength(1);
    clock.advance(1);
    await expect(ask(`Bearer ${token('a')}`)).rejects.toMatchObject({ code: 'operator.refused' });
  });

  it('who is refused is asked about each time', async () => {
    for (let times = 0; times < 2; times += 1) await expect(ask(`Bearer ${token('a')}`)).rejects.toMatchObject({ code: 'operator.refused' });
    identity.sessions.set(digest(token('a')), operator('auditor'));
    expect(await ask(`Bearer ${token('a')}`)).toBeDefined();
  });
});

describe('a reader whose token is bound to a key', () => {
  const thumbprint = 'x'.repeat(43);
  beforeEach(() => {
    identity.tokens.set(digest(token('b')), { ...active, proofKeyThumbprint: thumbprint } as TokenWord);
    identity.tokens.set(digest(token('u')), active);
    identity.sessions.set(digest(token('a')), operator('auditor'));
  });

  it('is nobody by the token alone, and no proof helps under another scheme', async () => {
    await expect(ask(`Bearer ${token('b')}`)).rejects.toMatchObject({ code: 'operator.refused' });
    expect(possession.asked).toEqual([]);
  });

  it('is nobody without the key', async () => {
    possession.refuses = true;
    await expect(ask(`DPoP ${token('b')}`)).rejects.toMatchObject({ code: 'operator.refused' });
  });

  it.each([
    ['a token that is bound to nothing', token('u')],
    ['a session', token('a')],
    ['the auditor’s token', TOKEN],
    ['a token nobody knows', token('z')],
  ])('is nobody with %s under the scheme of bound ones', async (_case, shown) => {
    await expect(ask(`DPoP ${shown}`)).rejects.toMatchObject({ code: 'operator.refused' });
    expect(possession.asked).toEqual([]);
  });

  it('is asked for a proof each time, over this request, this token and this key, though the token is remembered', async () => {
    for (let times = 0; times < 2; times += 1) expect(await ask(`DPoP ${token('b')}`)).toMatchObject({ kind: 'subscriber' });
    expect(possession.asked).toEqual(Array(2).fill([request, token('b'), thumbprint]));
    possession.refuses = true;
    await expect(ask(`dpop ${token('b')}`)).rejects.toMatchObject({ code: 'operator.refused' });
  });

  it('is refused what is not theirs to ask, like everybody', async () => {
    await expect(ask(`DPoP ${token('b')}`, 'checkLog')).rejects.toMatchObject({ code: 'operator.forbidden' });
  });
});

describe('rights', () => {
  const holders = [...trustRoles, 'subscriber', 'signer'] as const;
  const names = Object.keys(auditEndpoints) as AuditEndpointName[];
  const isLetIn = async (authorization: string, name: AuditEndpointName): Promise<boolean> =>
    ask(authorization, name).then(
      () => true,
      (error: { code: string }) => {
        expect(error.code).toBe('operator.forbidden');
        return false;
      },
    );

  it.each(holders)('of %s are those of the table, for every endpoint there is', async (holder) => {
    if (holder === 'subscriber') identity.tokens.set(digest(token('h')), active);
    else if (holder === 'signer') identity.tokens.set(digest(token('h')), { ...active, signerId: newId('sgn') } as TokenWord);
    else identity.sessions.set(digest(token('h')), operator(holder));
    for (const name of names) {
      const who = whoMayAsk(name);
      const expected = who === 'anybody' || who === 'every-reader' || who.includes(holder);
      expect([name, await isLetIn(`Bearer ${token('h')}`, name)]).toEqual([name, expected]);
    }
  });

  it('of nobody are the sign-in alone', () => {
    expect(names.filter((name) => whoMayAsk(name) === 'anybody').sort()).toEqual(['beginAuditSignIn', 'redeemAuditSignIn']);
  });

  it('of subscribers and signers are to read, never to write', () => {
    const written = names.filter((name) => {
      const who = whoMayAsk(name);
      return typeof who !== 'string' && (who.includes('subscriber') || who.includes('signer')) && auditEndpoints[name].method !== 'GET';
    });
    expect(written).toEqual([]);
  });
});
