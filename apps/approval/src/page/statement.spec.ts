import { beforeAll, describe, expect, it } from '@jest/globals';
import { changeStatement, enrolmentStatement, proposalStatement, statement as statementContract } from '@paraph/contracts';
import { activationChallenge, changeChallenge, enrolmentChallenge, proposalChallenge, toBase64Url } from '@paraph/kernel';
import {
  aChange,
  aDocument,
  anEncryptionKey,
  anEnrolment,
  aProposal,
  aStatement,
  IN_TIME,
  MADE_AT,
  signed,
  statementSigner,
  types,
  type Signer,
} from '../../test/statement-builder.js';
import type { Refusal } from './refusal.js';
import { verifyRequest, verifyStatement } from './statement.js';

let sam: Signer;
let stranger: Signer;

beforeAll(async () => {
  sam = await statementSigner();
  stranger = await statementSigner();
});

const verify = (compact: string, now = IN_TIME) => verifyStatement(compact, { keys: [sam.key], now });
const verifyAny = (compact: string) => verifyRequest(compact, { keys: [sam.key], now: IN_TIME });

async function refusal(compact: string, now = IN_TIME): Promise<string> {
  const reason = await verify(compact, now).then(
    () => undefined,
    (error: unknown) => error as Refusal,
  );
  return reason?.code ?? 'accepted';
}

describe('a statement of the SAM', () => {
  it('is read as the contract writes it', async () => {
    const payload = statementContract.parse(aStatement());
    const { statement, keyId } = await verify(await signed(sam, payload));
    expect({ statement, keyId }).toEqual({ statement: payload, keyId: 'statement-1' });
  });

  it('gives the challenge that the SAM computes over the same characters', async () => {
    const compact = await signed(sam, aStatement());
    expect((await verify(compact)).challenge).toBe(toBase64Url(activationChallenge(compact)));
  });

  it('is verified with whichever pinned key its header names', async () => {
    const next = await statementSigner('statement-2');
    const compact = await signed(next, aStatement());
    const { keyId } = await verifyStatement(compact, { keys: [sam.key, next.key], now: IN_TIME });
    expect(keyId).toBe('statement-2');
  });

  it('may carry a document without a name', async () => {
    const { statement } = await verify(await signed(sam, aStatement({ documents: [aDocument({ label: '' })] })));
    expect(statement.documents[0]?.label).toBe('');
  });
});

describe('each kind of statement', () => {
  const kinds = [
    ['activation', aStatement, statementContract, activationChallenge],
    ['enrolment', anEnrolment, enrolmentStatement, enrolmentChallenge],
    ['change', aChange, changeStatement, changeChallenge],
    ['proposal', aProposal, proposalStatement, proposalChallenge],
  ] as const;

  it.each([...kinds])('%s is read as the contract writes it, with a challenge of its own', async (kind, build, contract, challengeOf) => {
    const compact = await signed(sam, contract.parse(build()), { typ: types[kind] });
    const request = await verifyAny(compact);
    const { about, ...read } = request.statement as unknown as Record<string, unknown>;
    const { about: written, ...payload } = contract.parse(build()) as unknown as Record<string, unknown>;
    expect([request.kind, read, request.challenge]).toEqual([kind, payload, toBase64Url(challengeOf(compact))]);
    expect(about).toEqual(written === undefined ? undefined : Object.entries(written as object).map(([name, value]) => ({ name, value })));
  });

  const others = kinds.flatMap(([kind]) => kinds.filter(([other]) => other !== kind).map(([other, build]) => [kind, other, build] as const));
  it.each(others)('is refused where its type says %s and it is that of %s', async (kind, _other, build) => {
    await expect(verifyAny(await signed(sam, build(), { typ: types[kind] }))).rejects.toMatchObject({ code: 'statement.unsupported' });
  });

  it('other than of a signature is none to sign', async () => {
    expect(await refusal(await signed(sam, aChange(), { typ: types.change }))).toBe('statement.malformed');
  });
});

describe('a statement is refused', () => {
  it('when another key signed it under the pinned key’s name', async () => {
    expect(await refusal(await signed(stranger, aStatement()))).toBe('statement.bad_signature');
  });

  it('when one character of its payload changed', async () => {
    const [header, , signature] = (await signed(sam, aStatement())).split('.');
    const changed = Buffer.from(JSON.stringify(aStatement({ client: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'sample application' } })));
    expect(await refusal(`${header}.${changed.toString('base64url')}.${signature}`)).toBe('statement.bad_signature');
  });

  it.each([
    ['is empty', () => ''],
    ['is of zeros', () => Buffer.alloc(64).toString('base64url')],
    ['is too short', (good: string) => good.slice(0, -4)],
    ['is DER instead of r and s', () => Buffer.concat([Buffer.from('3044', 'hex'), Buffer.alloc(68, 1)]).toString('base64url')],
    ['has padding', (good: string) => `${good}=`],
  ])('when its signature %s', async (_, change) => {
    const [header, payload, signature = ''] = (await signed(sam, aStatement())).split('.');
    expect(await refusal(`${header}.${payload}.${change(signature)}`)).toMatch(/^statement\.(bad_signature|malformed)$/);
  });

  it('when its key is not among those of the release', async () => {
    expect(await refusal(await signed(await statementSigner('other'), aStatement()))).toBe('statement.unknown_key');
  });

  it.each([
    ['no signature', { alg: 'none' }],
    ['a keyed hash', { alg: 'HS256' }],
    ['another curve', { alg: 'ES384' }],
    ['another purpose', { typ: 'paraph-sad+jwt' }],
    ['no purpose', { typ: undefined }],
    ['no key', { kid: undefined }],
    ['a key of its own', { jwk: { kty: 'EC' } }],
    ['a critical extension', { crit: ['b64'], b64: false }],
    ['a certificate chain', { x5c: ['MII='] }],
  ])('when its header names %s', async (_, header) => {
    expect(await refusal(await signed(sam, aStatement(), header))).toBe('statement.malformed');
  });

  it.each(['', 'a.b', 'a.b.c.d', '..', '{}.{}.{}', 'e30.e30.'])('when it is %j', async (compact) => {
    expect(await refusal(compact)).toBe('statement.malformed');
  });

  it.each([
    ['not JSON', '{'],
    ['not UTF-8 safe JSON but a lone byte order mark', '\ufeff{}'],
  ])('when its payload is %s', async (_, payload) => {
    expect(await refusal(await signed(sam, payload))).toBe('statement.malformed');
  });

  it.each([
    ['at its end', 300, 'statement.expired'],
    ['an hour late', 3900, 'statement.expired'],
    ['before it was made', -121, 'statement.not_yet_valid'],
  ])('%s', async (_, seconds, code) => {
    expect(await refusal(await signed(sam, aStatement()), new Date(MADE_AT.getTime() + seconds * 1000))).toBe(code);
  });

  it('when the release carries no key', async () => {
    const compact = await signed(sam, aStatement());
    await expect(verifyStatement(compact, { keys: [], now: IN_TIME })).rejects.toMatchObject({ code: 'page.no_key' });
  });

  it('when the key of the release is off the curve', async () => {
    const compact = await signed(sam, aStatement());
    const keys = [{ ...sam.key, x: sam.key.y }];
    await expect(verifyStatement(compact, { keys, now: IN_TIME })).rejects.toMatchObject({ code: 'page.no_key' });
  });
});

describe('what the page could not show is refused', () => {
  const credential = aStatement().credential as Record<string, unknown>;

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['an unknown member', aStatement({ surprise: true })],
    ['an unknown member of a document', aStatement({ documents: [aDocument({ pages: 3 })] })],
    ['an unknown member of the credential', aStatement({ credential: { ...credential, level: 'high' } })],
    ['no documents', aStatement({ documents: [] })],
    ['a missing count', aStatement({ remainingChoice: undefined })],
    ['a negative count', aStatement({ remainingChoice: -1 })],
    ['a fractional time', aStatement({ exp: 1_793_612_100.5 })],
    ['a nameless client', aStatement({ client: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: '' } })],
    ['a label source it does not know', aStatement({ documents: [aDocument({ labelSource: 'trusted' })] })],
    ['a label that is no text', aStatement({ documents: [aDocument({ label: 7 })] })],
    ['a hash of the wrong length', aStatement({ documents: [aDocument({ hash: 'AAAA' })] })],
    ['a hash in another alphabet', aStatement({ documents: [aDocument({ hash: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg=' })] })],
    ['a hash with stray bits at its end', aStatement({ documents: [aDocument({ hash: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgh=' })] })],
    ['a weak hash algorithm', aStatement({ documents: [aDocument({ hashAlgorithm: '1.3.14.3.2.26' })] })],
    ['evidence it cannot name', aStatement({ evidence: [['oidc'], ['telepathy']] })],
    ['evidence of nothing', aStatement({ evidence: [[]] })],
    ['the same evidence twice', aStatement({ evidence: [['pin', 'pin']] })],
    ['no means', aStatement({ means: undefined })],
    ['means it cannot name', aStatement({ means: { telepathy: true } })],
    ['a passkey whose id is no base64url', aStatement({ means: { passkeys: [{ id: 'a+b', transports: [] }] } })],
    ['a way of a code it does not know', aStatement({ means: { code: { channel: 'pigeon', hint: '42' } } })],
    ['a provider without a host', aStatement({ means: { provider: 'javascript:alert(1)' } })],
    ['an encryption key on another curve', aStatement({ encryptionKey: { ...anEncryptionKey, crv: 'P-384' } })],
    ['an encryption key off the curve', aStatement({ encryptionKey: { ...anEncryptionKey, y: anEncryptionKey.x } })],
    ['a private encryption key', aStatement({ encryptionKey: { ...anEncryptionKey, d: anEncryptionKey.x } })],
    ['an identifier that climbs', aStatement({ jti: 'act_../../oauth2/authorize' })],
    ['more documents than one authorisation may have', aStatement({ documents: Array.from({ length: 401 }, () => aDocument()) })],
    ['a fingerprint that is none', aStatement({ credential: { ...credential, certificateFingerprint: 'ab:cd' } })],
  ])('%s', async (_, payload) => {
    expect(await refusal(await signed(sam, payload))).toBe('statement.unsupported');
  });
});
