import { setTimeout as sleep } from 'node:timers/promises';
import { expectJson, expectNothingFor, expectRefused, expectThat, textOf } from '../expect.ts';
import { freshHash, freshHashes } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

const noCredential = 'Missing (or invalid type) string parameter credentialID';
const noCount = 'Missing (or invalid type) integer parameter numSignatures';

/** `credentials/authorize` by what the signer types (CSC v1 11.6, v2 11.6). */
export const authorisation: readonly Statement[] = [
  { id: 'CSC-063', versions: ['v1'], says: 'a PIN opens a SAD', check: async (p) => void (await p.sad('RSA1')) },
  { id: 'CSC-064', versions: ['v2'], says: 'a PIN in authData opens a SAD', check: async (p) => void (await p.sad('RSA1')) },
  {
    id: 'CSC-065',
    versions: both,
    says: 'expiresIn is a number',
    check: async (p) => {
      const { expiresIn } = expectJson(await p.authorize('RSA1'));
      if (expiresIn === undefined) throw new NotApplicable('no expiresIn is told');
      expectThat(typeof expiresIn === 'number', 'a number', expiresIn);
    },
  },
  {
    id: 'CSC-066',
    versions: ['v1'],
    says: 'a wrong PIN is told as such',
    check: async (p) => {
      expectRefused(await p.authorize('RSA1', { factors: { PIN: otherThan(p.pin('RSA1')) } }), { error: 'invalid_pin', description: 'The PIN is invalid' });
      // The right one takes the wrong try back.
      await p.sad('RSA1');
    },
  },
  {
    id: 'CSC-068',
    versions: ['v2'],
    says: 'a wrong factor is not told apart from another',
    check: async (p) => {
      const expected = { error: 'invalid_authentication_data', description: 'The authentication data is invalid' };
      expectRefused(await p.authorize('RSA1', { factors: { PIN: otherThan(p.pin('RSA1')) } }), expected);
      await p.sad('RSA1');
    },
  },
  { id: 'CSC-069', versions: ['v1'], says: 'too many wrong PINs lock, whatever comes then', check: (p) => requireLock(p, 'PIN locked') },
  { id: 'CSC-070', versions: ['v2'], says: 'too many wrong factors lock, whatever comes then', check: (p) => requireLock(p, 'Credential locked') },
  {
    id: 'CSC-071',
    versions: both,
    says: 'a disabled key is not authorised',
    check: async (p) => {
      const factors = p.credential('DIS').PIN === undefined ? {} : { PIN: p.pin('DIS') };
      expectRefused(await p.authorize('DIS', { factors }), { description: 'The credential identified by credentialID is disabled' });
    },
  },
  {
    id: 'CSC-072',
    versions: both,
    says: 'the count of signatures is an integer',
    check: async (p) => {
      const { credentialID } = p.credential('RSA1');
      const factors = p.names.factors({ PIN: p.pin('RSA1') });
      for (const more of [{}, { numSignatures: '1' }, { numSignatures: 1.5 }]) {
        expectRefused(await p.call('credentials/authorize', { credentialID, ...factors, ...more }), { description: noCount });
      }
    },
  },
  {
    id: 'CSC-073',
    versions: both,
    says: 'at least one signature',
    check: async (p) => expectRefused(await p.authorize('RSA1', { numSignatures: 0 }), { description: 'Invalid value for parameter numSignatures' }),
  },
  {
    id: 'CSC-074',
    versions: both,
    says: 'no more signatures than multisign',
    check: async (p) => {
      const { multisign = 3 } = p.credential('RSA1');
      expectRefused(await p.authorize('RSA1', { numSignatures: multisign + 1 }), { description: 'Numbers of signatures is too high' });
    },
  },
  {
    id: 'CSC-076',
    versions: ['v2'],
    says: 'hashes come with the name of their algorithm',
    standing: 'practice',
    check: async (p) => {
      const { credentialID } = p.credential('RSA2');
      const body = { credentialID, numSignatures: 1, hashes: [freshHash()], authData: [{ id: 'PIN', value: p.pin('RSA2') }] };
      expectRefused(await p.call('credentials/authorize', body), { description: 'Missing (or invalid type) string parameter hashAlgorithmOID' });
    },
  },
  {
    id: 'CSC-082',
    versions: both,
    says: 'a credential that is authorised on pages is not authorised here',
    check: async (p) => expectNothingFor(await p.authorize('OAU', { hashes: [freshHash()], factors: {} }), [400, 403]),
  },
  {
    id: 'CSC-084',
    versions: ['v1'],
    says: 'sendOTP must name a credential that is one’s own',
    check: async (p) => {
      await p.needs('credentials/sendOTP');
      for (const body of [{}, { credentialID: 1 }]) expectRefused(await p.call('credentials/sendOTP', body), { description: noCredential });
      expectRefused(await p.call('credentials/sendOTP', { credentialID: 'nope' }), { description: 'Invalid parameter credentialID' });
    },
  },
  {
    id: 'CSC-085',
    versions: ['v2'],
    says: 'a challenge may come in the answer',
    check: async () => {
      throw new NotApplicable('no credential of the fixtures has an object whose challenge comes in the answer');
    },
  },
  {
    id: 'CSC-087',
    versions: ['v2'],
    says: 'a challenge is asked for an object that is there',
    check: async (p) => {
      await p.needs('credentials/getChallenge');
      const body = { credentialID: p.credential('RSA2').credentialID, authObjectID: 'nobody' };
      expectRefused(await p.call('credentials/getChallenge', body), { description: 'Invalid parameter authObjectID' });
    },
  },
];

/** `credentials/authorize` where the signer is asked past the application (CSC v1 implicit; v2 out of band). */
export const outOfBand: readonly Statement[] = [
  {
    id: 'CSC-077',
    versions: ['v1'],
    says: 'an implicit credential is authorised without factors',
    check: async (p) => {
      const [answer] = await Promise.all([asked(p), answered(p, 'approve')]);
      textOf(expectJson(answer), 'SAD');
    },
  },
  {
    id: 'CSC-078',
    versions: ['v2'],
    says: 'an empty authData opens a SAD or a handle',
    check: async (p) => {
      const answer = await asked(p);
      if (answer.status === 200) return void textOf(expectJson(answer), 'SAD');
      const handle = textOf(expectJson(answer, 202), 'handle');
      await p.hook.answerLink('IMP', 'deny');
      await decided(p, handle);
    },
  },
  {
    id: 'CSC-079',
    versions: ['v2'],
    says: 'the handle waits for the signer, then gives the SAD',
    check: async (p) => {
      const handle = textOf(expectJson(await asked(p), 202), 'handle');
      const waiting = textOf(expectJson(await p.call('credentials/authorizeCheck', { handle }), 202), 'handle');
      await p.hook.answerLink('IMP', 'approve');
      textOf(expectJson(await decided(p, waiting)), 'SAD');
    },
  },
  {
    id: 'CSC-080',
    versions: ['v2'],
    says: 'a handle nobody gave out is refused',
    check: async (p) => {
      await p.needs('credentials/authorizeCheck');
      expectRefused(await p.call('credentials/authorizeCheck', { handle: 'zz' }), { description: 'Invalid parameter handle' });
    },
  },
  {
    id: 'CSC-081',
    versions: ['v2'],
    says: 'a signer who refuses ends the handle',
    check: async (p) => {
      const handle = textOf(expectJson(await asked(p), 202), 'handle');
      await p.hook.answerLink('IMP', 'deny');
      expectRefused(await decided(p, handle), { error: 'invalid_authentication_data' });
    },
  },
];

function asked(p: Probe): Promise<Answer> {
  return p.authorize('IMP', { hashes: freshHashes(1), factors: {} });
}

/** The signer answers once the request is on its way. */
async function answered(p: Probe, decision: 'approve' | 'deny'): Promise<void> {
  await sleep(300);
  await p.hook.answerLink('IMP', decision);
}

/** What the handle says when the signer has decided. */
async function decided(p: Probe, first: string): Promise<Answer> {
  let handle = first;
  for (let tries = 0; tries < 40; tries += 1) {
    const answer = await p.call('credentials/authorizeCheck', { handle });
    if (answer.status !== 202) return answer;
    const next = answer.json?.['handle'];
    if (typeof next === 'string') handle = next;
    await sleep(250);
  }
  throw new Error('the decision did not arrive');
}

async function requireLock(p: Probe, description: string): Promise<void> {
  const { wrongTries = 10 } = p.credential('LOCK');
  const wrong = otherThan(p.pin('LOCK'));
  for (let tries = 0; tries < wrongTries; tries += 1) {
    const { json, status } = await p.authorize('LOCK', { factors: { PIN: wrong } });
    expectThat(status === 400 && json?.['SAD'] === undefined, '400 for a wrong PIN', status);
    if (json?.['error_description'] === description) break;
  }
  expectRefused(await p.authorize('LOCK'), { description });
}

/** A PIN of the same shape that is not this one. */
export function otherThan(pin: string): string {
  return pin.replace(/^./, (digit) => (digit === '9' ? '8' : '9'));
}
