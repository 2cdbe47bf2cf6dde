/** A token that is bound to a key opens what is its bearer's, to whoever proves that the key is theirs, for this request and once (RFC 9449). */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { FakeClock, startNats, type TestNats } from '@paraph/testing';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { DataSource } from 'typeorm';
import { IdentityWords, type TokenWord } from '../src/domain/readers/identity-words.js';
import { AuditDatabases } from './audit-database.js';
import { startAudit, type RunningAudit } from './running-audit.js';
import { LATER, token, tokenDigest } from './stand-in-identity.js';

const origin = 'https://audit.example';
const TOKEN = token('bound');
type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
interface Pair {
  readonly key: Key;
  readonly jwk: JWK;
}

let databases: AuditDatabases;
let nats: TestNats;
let database: DataSource;
let audit: RunningAudit;
let clock: FakeClock;
let owner: Pair;
let thief: Pair;

async function aPair(): Promise<Pair> {
  const { privateKey: key, publicKey } = await generateKeyPair('ES256');
  return { key, jwk: await exportJWK(publicKey) };
}

const start = (publicOrigin: string | undefined) =>
  startAudit(nats, database, { reading: { origin: publicOrigin, requestsPerMinute: 10_000, exportsPerMinute: 10_000 } }, clock);

/** Stands in for identity: one token that is bound to the owner's key, and one that is bound to nothing. */
async function knowTokens(): Promise<void> {
  const proofKeyThumbprint = await calculateJwkThumbprint(owner.jwk);
  const words = audit.app.get(IdentityWords);
  const active = {
    state: 'active',
    scope: 'service',
    clientId: newId('cli'),
    subscriberId: newId('sub'),
    client: {},
    expiresAt: LATER,
  } as unknown as TokenWord;
  jest.spyOn(words, 'ofSession').mockResolvedValue({ state: 'over' });
  jest.spyOn(words, 'ofToken').mockImplementation(async (digest) => {
    if (digest === tokenDigest('bound')) return { ...active, proofKeyThumbprint } as TokenWord;
    return digest === tokenDigest('unbound') ? active : { state: 'unknown' };
  });
}

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
  [owner, thief] = [await aPair(), await aPair()];
  database = await databases.fresh();
  clock = new FakeClock(new Date().toISOString());
  audit = await start(origin);
  await knowTokens();
});
afterAll(async () => {
  await audit.stop();
  await Promise.all([databases.stop(), nats.stop()]);
});
beforeEach(() => clock.advance(1_000));

const seconds = (): number => Math.floor(clock.now().getTime() / 1_000);
const proof = (change: Readonly<Record<string, unknown>> = {}, { key, jwk } = owner): Promise<string> =>
  new SignJWT({ jti: newId('evt'), htm: 'GET', htu: `${origin}/audit/v1/events`, iat: seconds(), ath: toBase64Url(sha256(TOKEN)), ...change })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
    .sign(key);

interface Sent {
  readonly scheme?: string;
  readonly shown?: string;
  readonly dpop?: string | undefined;
  readonly path?: string;
}
const ask = ({ scheme = 'DPoP', shown = TOKEN, dpop, path = 'events?limit=1' }: Sent) =>
  audit.app.inject({ url: `/audit/v1/${path}`, headers: { authorization: `${scheme} ${shown}`, ...(dpop === undefined ? {} : { dpop }) } });
const status = async (sent: Sent): Promise<number> => (await ask(sent)).statusCode;

describe('a token that is bound to a key opens nothing', () => {
  it.each<[string, () => Promise<Sent>]>([
    ['without a proof', async () => ({})],
    ['as an ordinary bearer token, even with a proof', async () => ({ scheme: 'Bearer', dpop: await proof() })],
    ['by another key', async () => ({ dpop: await proof({}, thief) })],
    ['by another key under the name of the owner’s', async () => ({ dpop: await proof({}, { key: thief.key, jwk: owner.jwk }) })],
    ['with a proof for another method', async () => ({ dpop: await proof({ htm: 'POST' }) })],
    ['with a proof for another address', async () => ({ dpop: await proof({ htu: `${origin}/audit/v1/heads` }) })],
    ['with a proof for another host', async () => ({ dpop: await proof({ htu: 'https://gateway.example/audit/v1/events' }) })],
    ['with a proof for another token', async () => ({ dpop: await proof({ ath: toBase64Url(sha256(token('unbound'))) }) })],
    ['with a proof for no token', async () => ({ dpop: await proof({ ath: undefined }) })],
    ['with a proof that is too old', async () => ({ dpop: await proof({ iat: seconds() - 61 }) })],
    ['with a proof of the future', async () => ({ dpop: await proof({ iat: seconds() + 61 }) })],
    ['with two proofs', async () => ({ dpop: `${await proof()}, ${await proof()}` })],
    ['with something that is no proof', async () => ({ dpop: 'a.b.c' })],
  ])('%s', async (_case, make) => {
    const answer = await ask(await make());
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([401, 'operator.refused']);
    expect(answer.headers['www-authenticate']).toBe('Bearer, DPoP algs="ES256 ES384 PS256 RS256"');
  });

  it('with a proof that came before, also when both come at once', async () => {
    const dpop = await proof();
    expect((await Promise.all([status({ dpop }), status({ dpop }), status({ dpop })])).sort()).toEqual([200, 401, 401]);
    expect(await status({ dpop })).toBe(401);
  });

  it('where nobody has said under which origin this service is known', async () => {
    await audit.stop();
    audit = await start(undefined);
    await knowTokens();
    const answer = await ask({ dpop: await proof() });
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([401, expect.stringContaining('AUDIT_PUBLIC_ORIGIN')]);
    await audit.stop();
    audit = await start(origin);
    await knowTokens();
  });
});

describe('whoever holds the key', () => {
  it('reads with a proof for each request, whatever is asked of the address', async () => {
    expect(await status({ dpop: await proof() })).toBe(200);
    expect(await status({ dpop: await proof(), path: 'events?limit=5&type=signature-made' })).toBe(200);
    expect(await status({ dpop: await proof({ htu: `${origin}/audit/v1/me` }), path: 'me' })).toBe(200);
  });

  it('gets no more than the token is for', async () => {
    expect(await status({ dpop: await proof({ htu: `${origin}/audit/v1/sequences` }), path: 'sequences' })).toBe(403);
  });
});

describe('a token that is bound to nothing', () => {
  it('is a bearer token, and none of the other kind', async () => {
    const shown = token('unbound');
    expect(await status({ scheme: 'Bearer', shown })).toBe(200);
    expect(await status({ shown, dpop: await proof({ ath: toBase64Url(sha256(shown)) }) })).toBe(401);
  });
});
