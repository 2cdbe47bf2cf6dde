import { expectJson, expectNothingFor, expectRefused, expectThat, textsOf } from '../expect.ts';
import type { CredentialName } from '../fixtures.ts';
import { ECDSA_SHA256, PSS, PSS_SHA256_PARAMS, RSA, RSA_SHA256, SHA256, SHA512 } from '../service/algorithms.ts';
import { freshHash, freshHashes, verifies, type Scheme } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

/** `signatures/signHash`: what is signed (CSC v1 11.9, v2 11.10). */
export const signing: readonly Statement[] = [
  { id: 'CSC-093', versions: ['v1'], says: 'an authorised hash is signed with RSA', check: signsWithRsa },
  { id: 'CSC-094', versions: ['v2'], says: 'an authorised hash is signed with RSA', check: signsWithRsa },
  {
    id: 'CSC-095',
    versions: both,
    says: 'the digest need not be named where signAlgo implies it',
    check: async (p) => {
      const hash = freshHash();
      const answer = await p.sign('RSA1', { SAD: await p.sad('RSA1'), ...p.names.toSign([hash]), signAlgo: RSA_SHA256 });
      await requireSignatures(p, answer, { name: 'RSA1', hashes: [hash], scheme: 'pkcs1' });
    },
  },
  {
    id: 'CSC-096',
    versions: both,
    says: 'a digest that is named beside an algorithm that implies one is ignored',
    check: async (p) => {
      const hash = freshHash();
      const answer = await p.sign('RSA1', { SAD: await p.sad('RSA1'), ...p.names.toSign([hash], SHA512), signAlgo: RSA_SHA256 });
      await requireSignatures(p, answer, { name: 'RSA1', hashes: [hash], scheme: 'pkcs1' });
    },
  },
  {
    id: 'CSC-097',
    versions: both,
    says: 'bare RSA must name the digest',
    check: async (p) => {
      const answer = await p.sign('RSA1', { SAD: await p.sad('RSA1'), ...p.names.toSign([freshHash()]), signAlgo: RSA });
      expectRefused(answer, { description: `Missing (or invalid type) string parameter ${p.names.hashAlgorithm}` });
    },
  },
  {
    id: 'CSC-098',
    versions: both,
    says: 'RSASSA-PSS must come with its parameters',
    check: async (p) => {
      const { key } = expectJson(await p.call('credentials/info', { credentialID: p.credential('RSA1').credentialID }));
      if (!(key as { readonly algo: readonly string[] }).algo.includes(PSS)) throw new NotApplicable('RSA1 does not offer RSASSA-PSS');
      const hash = freshHash();
      const body = { SAD: await p.sad('RSA1'), ...p.names.toSign([hash], SHA256), signAlgo: PSS };
      expectRefused(await p.sign('RSA1', body), { description: 'Missing (or invalid type) string parameter signAlgoParams' });
      const answer = await p.sign('RSA1', { ...body, signAlgoParams: PSS_SHA256_PARAMS });
      await requireSignatures(p, answer, { name: 'RSA1', hashes: [hash], scheme: 'pss' });
    },
  },
  {
    id: 'CSC-099',
    versions: both,
    says: 'an elliptic key signs, and the value is DER',
    check: async (p) => {
      const hash = freshHash();
      const SAD = await p.credentialToken('EC', [hash]);
      const answer = await p.sign('EC', { SAD, ...p.names.toSign([hash]), signAlgo: ECDSA_SHA256 });
      await requireSignatures(p, answer, { name: 'EC', hashes: [hash], scheme: 'ecdsa' });
    },
  },
  {
    id: 'CSC-100',
    versions: both,
    says: 'signatures come in the order of the hashes',
    check: async (p) => {
      const hashes = freshHashes(3);
      const answer = await p.sign('RSA1', { SAD: await p.sad('RSA1', 3), ...p.names.toSign(hashes), signAlgo: RSA_SHA256 });
      await requireSignatures(p, answer, { name: 'RSA1', hashes, scheme: 'pkcs1' });
    },
  },
  {
    id: 'CSC-101',
    versions: both,
    says: 'the order of the authorisation does not matter',
    check: async (p) => {
      const hashes = freshHashes(2);
      const SAD = await p.credentialToken('OAU', hashes);
      const turned = [...hashes].reverse();
      const answer = await p.sign('OAU', { SAD, ...p.names.toSign(turned), signAlgo: RSA_SHA256 });
      await requireSignatures(p, answer, { name: 'OAU', hashes: turned, scheme: 'pkcs1' });
    },
  },
  {
    id: 'CSC-105',
    versions: both,
    says: 'of the same request twice at once, one is answered',
    check: async (p) => {
      const body = { SAD: await p.sad('RSA1'), ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256 };
      const answers = await Promise.all([p.sign('RSA1', body), p.sign('RSA1', body)]);
      const signed = answers.filter(({ status }) => status === 200).length;
      expectThat(
        signed === 1,
        'exactly one 200',
        answers.map(({ status }) => status),
      );
      for (const answer of answers.filter(({ status }) => status !== 200)) expectRefused(answer);
    },
  },
  {
    id: 'CSC-111',
    versions: ['v2'],
    says: 'a credential token signs by itself',
    check: async (p) => {
      const hash = freshHash();
      const bearer = await p.credentialToken('OAU', [hash]);
      const answer = await p.sign('OAU', { ...p.names.toSign([hash]), signAlgo: RSA_SHA256 }, { bearer });
      await requireSignatures(p, answer, { name: 'OAU', hashes: [hash], scheme: 'pkcs1' });
    },
  },
  { id: 'CSC-112', versions: ['v2'], says: 'a credential token signs as SAD beside a service token', check: signsBeside },
  { id: 'CSC-136', versions: ['v1'], says: 'the token of scope credential is the SAD', check: signsBeside },
  {
    id: 'CSC-200',
    versions: both,
    says: 'with a revoked service token a SAD signs nothing',
    check: async (p) => {
      const bearer = await p.freshToken();
      const SAD = await p.sad('RSA1');
      const door = await p.door();
      const revoked = await door.post('revoke', { token: bearer });
      expectThat(revoked.status === 204, '204', `${revoked.status} ${revoked.text}`);
      const answer = await p.sign('RSA1', { SAD, ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256 }, { bearer });
      expectNothingFor(answer, [401]);
    },
  },
];

interface Signed {
  readonly name: CredentialName;
  readonly hashes: readonly string[];
  readonly scheme: Scheme;
}

/** Every value verifies under the credential's certificate, each over its own hash. */
export async function requireSignatures(p: Probe, answer: Answer, { name, hashes, scheme }: Signed): Promise<void> {
  const values = textsOf(expectJson(answer), 'signatures');
  expectThat(values.length === hashes.length, `${hashes.length} signatures`, values.length);
  const certificate = await p.once(`certificate ${name}`, () => p.certificate(name));
  const good = hashes.map((hash, index) => verifies(certificate, hash, { value: values[index] ?? '', scheme }));
  expectThat(good.every(Boolean), 'every value to be a signature of its hash', good);
}

async function signsWithRsa(p: Probe): Promise<void> {
  const hash = freshHash();
  const answer = await p.sign('RSA1', { SAD: await p.sad('RSA1'), ...p.names.toSign([hash], SHA256), signAlgo: RSA });
  await requireSignatures(p, answer, { name: 'RSA1', hashes: [hash], scheme: 'pkcs1' });
}

async function signsBeside(p: Probe): Promise<void> {
  const hash = freshHash();
  const SAD = await p.credentialToken('OAU', [hash]);
  const answer = await p.sign('OAU', { SAD, ...p.names.toSign([hash]), signAlgo: RSA_SHA256 });
  await requireSignatures(p, answer, { name: 'OAU', hashes: [hash], scheme: 'pkcs1' });
}
