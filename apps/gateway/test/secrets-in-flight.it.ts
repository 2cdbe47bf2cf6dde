/** AUD-09: a PIN, a code, an order, a SAD or a proof that passes through leaves no trace in log, answer, figure or event. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError, type Call } from '@paraph/contracts';
import { Log, type Bus } from '@paraph/platform';
import { BusSigningModule } from '../src/adapters/bus-signing-module.js';
import { HttpGateway, type Answer, type Sending } from './http-gateway.js';
import { aCredential, aliceEc, credentialBearer, facts, personBearer } from './people.js';
import { writtenLog } from './written-log.js';

const SAD = 'sad_jws-header.jws-claims.jws-signature';
const PROOF = 'proof-header.proof-claims.proof-signature';
const values = { PIN: '47112590', OTP: '60231877', ORDER: 'order-header.order-claims.order-signature' };
const secrets = [...Object.values(values), SAD, PROOF, 'K-bearer-token'];
const hashes = [Buffer.alloc(32, 7).toString('base64')];
const digested = { hashAlgorithmOID: '2.16.840.1.101.3.4.2.1', hashes };
const authData = Object.entries(values).map(([id, value]) => ({ id, value }));

/** Answers the SAM's calls, or fails the way a test says, with what it was asked. */
class OpenBus implements Pick<Bus, 'call'> {
  failing: ((request: string) => unknown) | undefined;

  call = async (call: Call, request: unknown): Promise<never> => {
    call.request.parse(request);
    if (this.failing) throw this.failing(JSON.stringify(request));
    const replies = {
      authorise: { state: 'authorised', sad: SAD.slice(4), expiresAt: new Date(Date.now() + 60_000).toISOString() },
      sendPresenceCode: {},
      signHash: { signatures: ['UQ=='] },
      extendActivation: { activationId: 'act_1', remainingChoice: 0, sad: SAD.slice(4), expiresAt: new Date(Date.now() + 60_000).toISOString() },
    };
    return replies[call.name as keyof typeof replies] as never;
  };
}

const bus = new OpenBus();
const gateway = new HttpGateway({ signing: new BusSigningModule(bus), log: new Log('gateway', 'debug') });
beforeAll(async () => {
  await gateway.open();
  gateway.tokens.known.set('T', { state: 'active', bearer: personBearer() });
  gateway.tokens.known.set('K-bearer-token', { state: 'active', bearer: credentialBearer('K-bearer-token') });
  gateway.directory.credentials.push(aCredential());
  gateway.core.authorisations.known.set(aliceEc, facts({ explicit: [['OTP', 'PIN'], ['ORDER']] }));
});
afterAll(() => gateway.close());

const requests: readonly [string, object | string, Sending][] = [
  ['credentials/authorize', { credentialID: aliceEc, numSignatures: 1, ...digested, authData }, { token: 'T' }],
  ['credentials/getChallenge', { credentialID: aliceEc, authObjectID: 'OTP' }, { token: 'T' }],
  ['signatures/signHash', { credentialID: aliceEc, SAD, hashes, signAlgo: '1.2.840.10045.4.3.2' }, { token: 'T', proofs: [PROOF] }],
  ['signatures/signHash', { credentialID: aliceEc, hashes, signAlgo: '1.2.840.10045.4.3.2' }, { token: 'K-bearer-token' }],
  ['credentials/extendTransaction', { credentialID: aliceEc, SAD, ...digested }, { token: 'T', proofs: [PROOF] }],
];

/** Secrets where the gateway has no business to put them: each message's own answer may carry the SAD it is about. */
async function traces(
  send: () => Promise<readonly Answer[]>,
  allowed: readonly string[] = [],
): Promise<{ found: string[]; log: string; answers: readonly Answer[] }> {
  gateway.reset();
  let answers: readonly Answer[] = [];
  const log = await writtenLog(async () => {
    answers = await send();
  });
  const figures = (await gateway.send('/metrics', undefined, { verb: 'GET' })).text;
  const places = {
    log,
    figures,
    events: JSON.stringify(gateway.refusals),
    answers: answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join(),
  };
  const found = Object.entries(places).flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret) && !(place === 'answers' && allowed.includes(secret))).map((secret) => `${place}: ${secret}`),
  );
  return { found, log, answers };
}
const all = () => Promise.all(requests.map(([method, body, sending]) => gateway.post(method, body, sending)));

describe('what passes through leaves no trace', () => {
  it('where all is well', async () => {
    bus.failing = undefined;
    const { found, answers } = await traces(all, [SAD]);
    expect(answers.map(({ status }) => status)).toEqual([200, 204, 200, 200, 200]);
    expect(found).toEqual([]);
  });

  it.each<[string, (said: string) => unknown, number]>([
    ['the SAM refuses', () => new ServiceError('evidence.invalid', 'no'), 400],
    ['the SAM refuses and quotes what it got', (said) => new ServiceError('evidence.locked', said), 400],
    ['the SAM is away', () => new ServiceError('service.unavailable', 'away'), 503],
    ['the SAM has a bug', () => new ServiceError('internal', 'an unexpected error, see the log'), 500],
    ['the bus quotes the message', (said) => new ServiceError('request.invalid', `the message ${said} has not the shape`), 500],
    ['something unexpected quotes it', (said) => new TypeError(`cannot send ${said}`), 500],
    ['something unexpected quotes it far behind', (said) => new Error('failed', { cause: new Error('because', { cause: new RangeError(said) }) }), 500],
    ['something unexpected carries it along', (said) => Object.assign(new Error('failed'), { request: said, config: { data: said } }), 500],
    ['what is thrown is no error', (said) => said, 500],
  ])('where %s', async (_, failing, status) => {
    bus.failing = failing;
    const { found, log, answers } = await traces(all);
    // A code that is missing has a word of its own at getChallenge; all else is one status.
    expect(answers.map((answer) => answer.status)).toEqual(requests.map(() => status));
    expect(found).toEqual([]);
    expect(log.includes('request-failed')).toBe(status === 500);
  });

  it('where the request itself is refused', async () => {
    bus.failing = undefined;
    const [[method, good]] = requests as unknown as [[string, object]];
    const bodies: (object | string)[] = [
      { ...good, authData: [...authData, ...authData] },
      { ...good, authData: authData.map(({ value }) => value) },
      { ...good, authData: [{ id: values.PIN, value: values.OTP }] },
      { ...good, authData: [{ [values.PIN]: values.OTP }] },
      { ...good, authData: values },
      { ...good, credentialID: values.PIN },
      { ...good, hashAlgorithmOID: values.OTP },
      { ...good, hashes: [values.ORDER] },
      { ...good, numSignatures: values.PIN },
      { ...good, numSignatures: Number(values.PIN) },
      `{"authData":[{"id":"PIN","value":"${values.PIN}"`,
      `"${values.OTP}"`,
    ];
    const { found, answers } = await traces(() => Promise.all(bodies.map((body) => gateway.post(method, body, { token: 'T' }))));
    expect(answers.every(({ status }) => status === 400)).toBe(true);
    expect(found).toEqual([]);
  });

  it('where nobody knows who asks, or what', async () => {
    const [[method, good]] = requests as unknown as [[string, object]];
    const { found, answers } = await traces(() =>
      Promise.all([
        gateway.post(method, good, { token: values.PIN }),
        gateway.post(method, good),
        gateway.post(method, good, { authorization: `Basic ${values.PIN}` }),
        gateway.post(`credentials/authorise`, good, { token: 'T' }),
        gateway.post('signatures/signHash', good, { authorization: 'DPoP K-bearer-token', proofs: [PROOF, PROOF] }),
      ]),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 400, 400, 404, 401]);
    expect(found).toEqual([]);
  });

  it('and the search would find one: the log is what is read', async () => {
    const log = await writtenLog(() => Promise.resolve(new Log('gateway', 'debug').error('a-test', new Error(values.PIN), {})));
    expect(log).toContain(values.PIN);
    expect(JSON.parse(log)).toMatchObject({ msg: 'a-test', service: 'gateway' });
  });
});
