import { setTimeout as sleep } from 'node:timers/promises';
import { expectJson, expectNothingFor, expectRefused, expectThat, textOf, type Refused } from '../expect.ts';
import { ECDSA_SHA256, RSA, RSA_SHA256, SHA1, SHA256 } from '../service/algorithms.ts';
import { freshHash } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

const noHash = 'Missing (or invalid type) array parameter hash';

/** `signatures/signHash`: what is not signed (CSC v1 11.9, v2 11.10). */
export const signingRefusals: readonly Statement[] = [
  {
    id: 'CSC-102',
    versions: both,
    says: 'a hash that was not authorised is not signed',
    check: async (p) => {
      const SAD = await p.credentialToken('OAU', [freshHash()]);
      const description = `Hash is not authorized by the SAD${p.version === 'v1' ? '.' : ''}`;
      expectRefused(await p.sign('OAU', { SAD, ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256 }), { description });
    },
  },
  {
    id: 'CSC-103',
    versions: both,
    says: 'a hash is signed no more often than it was authorised',
    check: async (p) => {
      const hash = freshHash();
      const SAD = await p.credentialToken('OAU', [hash]);
      const answer = await p.sign('OAU', { SAD, ...p.names.toSign([hash, hash]), signAlgo: RSA_SHA256 });
      expectRefused(answer);
      expectThat(answer.json?.['signatures'] === undefined, 'no signatures', 'some');
    },
  },
  {
    id: 'CSC-104',
    versions: both,
    says: 'a SAD that is used up signs no more',
    check: async (p) => {
      const body = { SAD: await p.sad('RSA1'), ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256 };
      expectJson(await p.sign('RSA1', body));
      expectRefused(await p.sign('RSA1', body));
    },
  },
  {
    id: 'CSC-106',
    versions: both,
    says: 'a SAD is for its own credential',
    check: async (p) => {
      const SAD = await p.sad('RSA1');
      expectRefused(await p.sign('RSA2', { SAD, ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256 }), { description: 'Invalid parameter SAD' });
    },
  },
  {
    id: 'CSC-107',
    versions: both,
    says: 'a SAD is for its own person',
    check: async (p) => {
      p.user('U2');
      const SAD = await p.sad('RSA1');
      const bearer = await p.token('U2');
      expectNothingFor(await p.sign('RSA1', { SAD, ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256 }, { bearer }), [400, 401, 403]);
    },
  },
  { id: 'CSC-109', versions: ['v1'], says: 'without a SAD nothing is signed', check: requireSad },
  { id: 'CSC-110', versions: ['v2'], says: 'a service token signs nothing without a SAD', check: requireSad },
  {
    id: 'CSC-113',
    versions: ['v2'],
    says: 'a credential token is for its own credential',
    check: async (p) => {
      const hash = freshHash();
      const bearer = await p.credentialToken('OAU', [hash]);
      expectNothingFor(await p.sign('EC', { ...p.names.toSign([hash]), signAlgo: ECDSA_SHA256 }, { bearer }), [400, 401, 403]);
    },
  },
  {
    id: 'CSC-114',
    versions: both,
    says: 'hashes are a list',
    check: async (p) => {
      const name = p.version === 'v1' ? 'hash' : 'hashes';
      await refusedBodies(p, [{ [name]: 'x' }, {}, { [name]: { 0: freshHash() } }], { description: noHash });
    },
  },
  { id: 'CSC-115', versions: both, says: 'the list is not empty', check: (p) => refusedHashes(p, [], 'Empty hash array') },
  { id: 'CSC-116', versions: both, says: 'a hash is Base64', check: (p) => refusedHashes(p, ['*'], 'Invalid Base64 hash string parameter') },
  {
    id: 'CSC-117',
    versions: both,
    says: 'a hash is as long as its algorithm makes them',
    check: (p) => refusedHashes(p, [Buffer.alloc(31, 7).toString('base64')], 'Invalid digest value length'),
  },
  {
    id: 'CSC-118',
    versions: both,
    says: 'only an algorithm of the key signs',
    check: async (p) => {
      const description = 'Invalid parameter signAlgo';
      for (const signAlgo of ['1.2.3', ECDSA_SHA256]) await refusedBodies(p, [{ ...p.names.toSign([freshHash()]), signAlgo }], { description });
    },
  },
  {
    id: 'CSC-119',
    versions: both,
    says: 'SHA-1 is refused',
    check: async (p) => {
      const body = { ...p.names.toSign([Buffer.alloc(20, 7).toString('base64')], SHA1), signAlgo: RSA };
      await refusedBodies(p, [body], { description: `Invalid parameter ${p.names.hashAlgorithm}` });
    },
  },
  {
    id: 'CSC-120',
    versions: ['v1'],
    says: 'clientData is a text',
    check: async (p) => {
      const body = { ...p.names.toSign([freshHash()]), clientData: 5 };
      await refusedBodies(p, [body], { description: 'Invalid parameter clientData' });
    },
  },
  { id: 'CSC-121', versions: both, says: 'with an expired certificate nothing is signed', waits: true, check: requireValidCertificate },
  {
    id: 'CSC-188',
    versions: ['v2'],
    says: 'the names of version 1 are none here',
    check: (p) => refusedBodies(p, [{ hash: [freshHash()], hashAlgo: SHA256 }], { description: noHash }),
  },
  {
    id: 'CSC-189',
    versions: ['v1'],
    says: 'the names of version 2 are none here',
    check: (p) => refusedBodies(p, [{ hashes: [freshHash()], hashAlgorithmOID: SHA256 }], { description: noHash }),
  },
];

/** Every body is refused in the same words, although its SAD is good. */
async function refusedBodies(p: Probe, bodies: readonly object[], expected: Refused): Promise<void> {
  const SAD = await p.sad('RSA1');
  for (const body of bodies) expectRefused(await p.sign('RSA1', { SAD, signAlgo: RSA_SHA256, ...body }), expected);
}

function refusedHashes(p: Probe, hashes: readonly string[], description: string): Promise<void> {
  return refusedBodies(p, [p.names.toSign(hashes)], { description });
}

async function requireSad(p: Probe): Promise<void> {
  const description = 'Missing (or invalid type) string parameter SAD';
  for (const more of [{}, { SAD: 7 }])
    expectRefused(await p.sign('RSA1', { ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256, ...more }), { description });
}

async function requireValidCertificate(p: Probe): Promise<void> {
  const { credentialID, expiresAt, PIN } = p.credential('EXP');
  const hash = freshHash();
  const wait = expiresAt === undefined ? 0 : Date.parse(expiresAt) - Date.now();
  // Its SAD is opened while the certificate is good, for a service may well open none afterwards.
  if (wait < 2_000) throw new NotApplicable('the certificate of EXP was over before a SAD could be opened');
  const byPin = async (): Promise<string> => textOf(expectJson(await p.authorize('EXP', { hashes: [hash] })), 'SAD');
  const SAD = PIN === undefined ? await p.credentialToken('EXP', [hash]) : await byPin();
  await sleep(wait + 1_500);
  const { cert, key } = expectJson(await p.call('credentials/info', { credentialID }));
  expectThat((cert as { readonly status?: string }).status === 'expired', 'a certificate that is expired', cert);
  const signAlgo = (key as { readonly algo: readonly string[] }).algo[0] ?? RSA_SHA256;
  expectRefused(await p.sign('EXP', { SAD, ...p.names.toSign([hash]), signAlgo }), { description: /expired/ });
}
