import { expectEmpty, expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import { RSA_SHA256 } from '../service/algorithms.ts';
import { freshHashes } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { both, type Statement } from '../statement.ts';
import { otherThan } from './authorisation.ts';

/** What was answered on the way of one code, from its dispatch to the end of what it authorised. */
interface Walk {
  readonly dispatched: Answer;
  readonly wrongCode: Answer;
  readonly withoutHashes: Answer;
  readonly first: string;
  readonly extension: Answer;
  readonly superseded: Answer;
  readonly second: Answer;
  readonly exhausted: Answer;
}

/**
 * PIN and one-time code together, and what they open extended (CSC v1 11.6 to 11.8, v2 11.6 to 11.9). A service sends
 * codes only now and then, so these statements look at one walk.
 */
export const oneTimeCode: readonly Statement[] = [
  {
    id: 'CSC-083',
    versions: ['v1'],
    says: 'sendOTP sends a code and answers nothing',
    waits: true,
    check: async (p) => expectEmpty((await walk(p)).dispatched),
  },
  {
    id: 'CSC-086',
    versions: ['v2'],
    says: 'a challenge that goes to the signer is answered with nothing',
    waits: true,
    check: async (p) => expectEmpty((await walk(p)).dispatched),
  },
  {
    id: 'CSC-067',
    versions: ['v1'],
    says: 'a wrong code is told as such',
    waits: true,
    check: async (p) => expectRefused((await walk(p)).wrongCode, { error: 'invalid_otp', description: 'The OTP is invalid' }),
  },
  {
    id: 'CSC-075',
    versions: both,
    says: 'a credential of SCAL 2 is not authorised without hashes',
    waits: true,
    check: async (p) => expectRefused((await walk(p)).withoutHashes),
  },
  {
    id: 'CSC-088',
    versions: both,
    says: 'extendTransaction gives another SAD, which signs the next hash',
    waits: true,
    check: async (p) => {
      const { first, extension, second } = await walk(p);
      expectThat(textOf(expectJson(extension), 'SAD') !== first, 'another SAD', 'the same');
      expectThat(Array.isArray(expectJson(second)['signatures']), 'signatures', second.text);
    },
  },
  {
    id: 'CSC-090',
    versions: both,
    says: 'what is used up is not extended',
    waits: true,
    check: async (p) => expectRefused((await walk(p)).exhausted),
  },
  {
    id: 'CSC-092',
    versions: both,
    says: 'a SAD that was replaced signs no more',
    waits: true,
    check: async (p) => {
      const { superseded } = await walk(p);
      expectRefused(superseded);
      expectThat(superseded.json?.['signatures'] === undefined, 'no signatures', 'some');
    },
  },
];

function walk(p: Probe): Promise<Walk> {
  return p.once('one-time code', () => p.inTurn('one-time code', () => walked(p)));
}

async function walked(p: Probe): Promise<Walk> {
  const { credentialID } = p.credential('RSA2');
  const PIN = p.pin('RSA2');
  const [h1 = '', h2 = '', h3 = ''] = freshHashes(3);
  const dispatched = await p.patiently(() => dispatch(p, credentialID));
  expectThat(dispatched.status < 300, '204', `${dispatched.status} ${dispatched.text}`);
  const OTP = await p.hook.readOtp('RSA2');
  p.wire.keep(OTP);

  const authorize = (code: string, hashes?: readonly string[]): Promise<Answer> =>
    p.authorize('RSA2', { numSignatures: 2, factors: { PIN, OTP: code }, ...(hashes ? { hashes } : {}) });
  const wrongCode = await authorize(otherThan(OTP), [h1]);
  const withoutHashes = await authorize(OTP);
  const first = textOf(expectJson(await authorize(OTP, [h1])), 'SAD');

  const extend = (SAD: string, hash: string): Promise<Answer> => p.call('credentials/extendTransaction', { credentialID, SAD, ...p.names.hashes([hash]) });
  const sign = (SAD: string, hash: string): Promise<Answer> => p.sign('RSA2', { SAD, ...p.names.toSign([hash]), signAlgo: RSA_SHA256 });
  expectJson(await sign(first, h1));
  const extension = await extend(first, h2);
  const next = textOf(expectJson(extension), 'SAD');
  const superseded = await sign(first, h2);
  const second = await sign(next, h2);
  const exhausted = await extend(next, h3);
  return { dispatched, wrongCode, withoutHashes, first, extension, superseded, second, exhausted };
}

/** Has a code sent: v1 has a method for it, v2 asks the object that a code answers for its challenge. */
async function dispatch(p: Probe, credentialID: string): Promise<Answer> {
  if (p.version === 'v1') return p.call('credentials/sendOTP', { credentialID });
  const { auth } = expectJson(await p.call('credentials/info', { credentialID, authInfo: true }));
  const { objects = [] } = auth as { readonly objects?: readonly { readonly id: string; readonly type: string }[] };
  const object = objects.find(({ type }) => type === 'ChallengeResponse');
  expectThat(object?.id === 'OTP', 'an object OTP of type ChallengeResponse', objects);
  return p.call('credentials/getChallenge', { credentialID, authObjectID: object.id });
}
