/** Whatever is sent, the answer is one of the schema or an error of the API: nothing fails in here, nothing hangs, nothing is signed by chance. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { clientProfileNames, clientProfiles } from '@paraph/kernel';
import fc from 'fast-check';
import { certificatePair } from '../../test/certificate-builder.js';
import { Core } from '../../test/core.js';
import { aClient, aCredential, alice, aliceEc, bob, bobEc, clientBearer, credentialBearer, facts, personBearer, subscriber } from '../../test/people.js';
import type { Bearer, Scope } from '../domain/bearer.js';
import { Members } from './members.js';
import type { Answer, ApiVersion } from './method.js';
import { versionParts } from './versions.js';

const core = new Core();
const SHA256 = '2.16.840.1.101.3.4.2.1';
const hash = Buffer.alloc(32, 7).toString('base64');

/** Everything a request may say, so that each method finds something of its own in it. */
const valid: Readonly<Record<string, unknown>> = {
  lang: 'fr',
  clientData: 'x',
  refresh_token: 'R',
  rememberMe: true,
  token: 'TL',
  token_type_hint: 'access_token',
  maxResults: 1,
  credentialInfo: true,
  credentialID: aliceEc,
  certificates: 'chain',
  certInfo: true,
  authInfo: true,
  numSignatures: 2,
  hash: [hash],
  hashes: [hash],
  hashAlgo: SHA256,
  hashAlgorithmOID: SHA256,
  PIN: '471125',
  OTP: '123456',
  authData: [{ id: 'PIN', value: '471125' }],
  description: 'x',
  handle: 'act_1',
  authObjectID: 'OTP',
  SAD: 'sad_a.b.c',
  signAlgo: '1.2.840.10045.4.3.2',
  operationMode: 'S',
  validity_period: 60_000,
  response_uri: 'https://sca.example/done',
  requestID: 'att_1',
  nonce: '0A',
  credentialCreationRequest: { certificatePolicy: '1.2.3' },
};
const names = Object.keys(valid);

/** Each kind of token, strict or lenient. */
const bearers: Readonly<Record<Scope, readonly Bearer[]>> = {
  service: clientProfileNames.flatMap((profile) => {
    const client = aClient({ profile, responseUris: ['https://sca.example/'] });
    return [personBearer({ client }), clientBearer({ client })];
  }),
  credential: [credentialBearer('K')],
  'credential-creation': [{ ...personBearer(), scope: 'credential-creation', credentialId: aliceEc }],
  'credential-deletion': [{ ...personBearer(), scope: 'credential-deletion', credentialId: aliceEc, changeId: 'chg_1' }],
};

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1,
    1.5,
    1e300,
    -0,
    Number.MAX_SAFE_INTEGER,
    '',
    'x',
    '\0',
    '__proto__',
    'constructor',
    aliceEc,
    bobEc,
    'TL',
    'sad_a.b.c',
  ),
  fc.constantFrom<unknown>(
    hash,
    '%E0%A4%A',
    '%',
    '*',
    '====',
    SHA256,
    '1.2.840.113549.1.1.10',
    '1.2.840.113549.1.1.1',
    'true',
    '7',
    'LINK',
    'TOTP',
    'x'.repeat(70_000),
  ),
  fc.string({ unit: 'grapheme' }),
  fc.double(),
);
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 4 }),
  fc.array(fc.dictionary(fc.string(), scalar), { maxLength: 3 }),
  fc.object({ maxDepth: 3 }),
);
/** A valid request of which some members are left out or are something else. */
const mutated = fc
  .record({ left: fc.subarray(names), changed: fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 3 }) })
  .map(({ left, changed }) => {
    const kept = Object.fromEntries(Object.entries(valid).filter(([name]) => !left.includes(name)));
    return JSON.stringify({ ...kept, ...changed });
  });
const body = fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 2, arbitrary: fc.json() }, { weight: 1, arbitrary: fc.string() });

beforeAll(async () => {
  const certificates = await certificatePair([{ CN: ['Alice'] }]);
  core.directory.credentials.push(aCredential({ certificates }), aCredential({ credentialId: bobEc, signerId: bob, certificates }));
  core.fakes.keeper.claims = aCredential({ certificates });
  core.signers.subscribers.set(alice, subscriber).set(bob, subscriber);
  core.tokens.known.set('K', { state: 'active', bearer: credentialBearer('K') });
  core.fakes.authorisations.known.set(aliceEc, facts({ scal: '1', explicit: [['PIN'], ['PIN', 'OTP']], byLink: true }));
});

async function ask(version: ApiVersion, name: string, text: string, bearer: Bearer | undefined): Promise<Answer> {
  const method = version.methods.get(name);
  if (method === undefined) throw new Error(`no such method: ${name}`);
  const { leniencies } = clientProfiles[bearer?.client.profile ?? 'strict'];
  const members = Members.parse(text, { leniencies });
  if (method.access === 'open') return method.answer(members);
  if (method.access === 'login') return method.answer(members, undefined, '127.0.0.1');
  if (bearer === undefined) throw new Error('a token is needed');
  return method.answer(members, { bearer });
}

const served = versionParts.flatMap(({ dialect, served: all }) => all.map(({ shape }) => [dialect.name, shape.name, shape] as const));

describe.each(served)('%s %s', (versionName, name, shape) => {
  const version = core.versions.all.find((one) => one.name === versionName);
  const tokens = (shape.scopes ?? []).flatMap((scope) => bearers[scope]);

  it('answers by its schema or refuses by an error of the API, whatever is sent', async () => {
    let answered = 0;
    const property = fc.asyncProperty(body, fc.constantFrom(undefined, ...tokens), async (text, drawn) => {
      const bearer = drawn ?? tokens[0];
      if (version === undefined) throw new Error('no such version');
      const outcome = await ask(version, name, text, bearer).then(
        (answer) => ({ answer }),
        (failure: unknown) => ({ wire: version.errorOf(failure), failure }),
      );
      if ('wire' in outcome) {
        if (outcome.wire.status >= 500) throw outcome.failure;
        return;
      }
      answered += 1;
      const { status, body: told } = outcome.answer;
      const schema = shape.answers[status];
      if (schema === null) expect(told).toBeUndefined();
      // An answer of the profile `revoked-200` has nothing in it.
      else if (schema !== undefined) schema.parse(told);
      else expect(told).toEqual({});
    });
    await fc.assert(property, { numRuns: 300, examples: [[JSON.stringify({ ...valid, ...(name === 'signatures/timestamp' ? { hash } : {}) }), undefined]] });
    // A check of refusals alone would not see a method that refuses all.
    expect(answered).toBeGreaterThan(0);
  });
});

it('each name under which the standard knows a method is served or said to be not', () => {
  const [v1, v2] = core.versions.all;
  expect([v1?.methods.size, v2?.methods.size, [...(v2?.unimplemented ?? [])]]).toEqual([10, 15, ['signatures/signDoc']]);
});
