import { beforeEach, describe, expect, it } from '@jest/globals';
import { RequestRate } from '@paraph/kernel';
import { VerifyPossession } from '@paraph/platform/possession';
import { FakeClock } from '@paraph/testing';
import { FakeBrowserOrigins, FakeTokens, RecordingRefusals } from '../../test/fakes.js';
import { aClient, client, credentialBearer, personBearer } from '../../test/people.js';
import { BrowserAccess } from './browser-access.js';
import { CscRefusal, cscErrorOf, refusals } from './csc-error.js';
import { Edge, type EdgeAnswer, type EdgeRequest } from './edge.js';
import { EdgeLimits } from './edge-limits.js';
import { EdgeSettings } from './edge-settings.js';
import { Guards } from './guards.js';
import { ApiVersions, type ApiVersion, type Method } from './method.js';
import { Possession } from './possession.js';

const settings = new EdgeSettings('https://gateway.example', 0, 20);
const APP = 'https://app.example';

let steps: string[];
let tokens: FakeTokens;
let told: RecordingRefusals;
let edge: Edge;
let clock: FakeClock;

const methods: readonly [string, Method][] = [
  ['info', { access: 'open', byGet: true, answer: () => ({ status: 200, body: { name: 'x' } }) }],
  ['auth/login', { access: 'login', answer: async (_body, authorization, address) => ({ status: 200, body: { authorization, address } }) }],
  ['list', { access: 'bearer', scopes: ['service'], answer: async () => ({ status: 202, body: { steps: steps.push('method') } }) }],
  ['refuses', { access: 'bearer', scopes: ['service'], answer: async () => Promise.reject(new CscRefusal(refusals.digestLength)) }],
  ['breaks', { access: 'bearer', scopes: ['service'], answer: async () => Promise.reject(new Error('bug')) }],
];
const version: ApiVersion = {
  name: 'v2',
  methods: new Map(methods),
  unimplemented: new Set(['signatures/signDoc']),
  refusals: { malformedHeader: { status: 400, error: 'invalid_request', description: 'in the words of this version' } },
  errorOf: cscErrorOf,
};

class OneVersion extends ApiVersions {
  override readonly all = [version];
}

beforeEach(() => {
  steps = [];
  clock = new FakeClock();
  tokens = new FakeTokens();
  told = new RecordingRefusals();
  const origins = new FakeBrowserOrigins();
  origins.origins.add(APP);
  const limited = { requestsPerMinute: 4, bodyBytes: 1_000, hashesPerCall: 1 };
  tokens.known.set('T', { state: 'active', bearer: personBearer({ client: aClient({ limits: limited, browserOrigins: [APP] }) }) });
  tokens.known.set('B', { state: 'active', bearer: personBearer({ proofKeyThumbprint: 'key' }) });
  tokens.known.set('K', { state: 'active', bearer: credentialBearer('K') });
  tokens.known.set('X', { state: 'expired' });
  const metrics = { counter: () => ({ inc: () => undefined }) as never };
  const limits = new EdgeLimits(new RequestRate(settings.requestsPerAddress, clock), new RequestRate(1, clock), metrics);
  const possession = new Possession(new VerifyPossession({ verify: async () => undefined }, clock), settings);
  edge = new Edge(new OneVersion(), tokens, new Guards(limits, new BrowserAccess(origins, settings), possession), told);
});

interface Sent {
  readonly method?: string;
  readonly verb?: string;
  readonly token?: string;
  readonly authorization?: string | undefined;
  readonly address?: string;
  readonly origin?: string;
  readonly body?: string;
  readonly isPreflight?: boolean;
}
const send = ({ method = 'list', token = 'T', address = '192.0.2.1', body = '{}', ...rest }: Sent = {}): Promise<EdgeAnswer> => {
  const request: EdgeRequest = {
    verb: 'POST',
    target: `/csc/v2/${method}`,
    address,
    authorization: `Bearer ${token}`,
    origin: undefined,
    isPreflight: false,
    body: async (most) => {
      steps.push(`body of at most ${most}`);
      if (body.length > most) throw new CscRefusal(refusals.tooLarge);
      return body;
    },
    ...rest,
  };
  return edge.answer(request);
};
const status = async (sent: Sent): Promise<number> => (await send(sent)).status;

describe('a request', () => {
  it('goes through to its method', async () => {
    expect(await send()).toEqual({ status: 202, body: { steps: 2 }, headers: {} });
    expect(steps).toEqual(['body of at most 1000', 'method']);
  });

  it.each<[string, Sent, number, readonly string[]]>([
    ['for no method', { method: 'nothing' }, 404, []],
    ['for a method that is not offered', { method: 'signatures/signDoc' }, 501, []],
    ['by another verb', { verb: 'GET' }, 405, []],
    ['without a header', { authorization: undefined }, 400, []],
    ['of another scheme', { authorization: 'Basic dTpw' }, 400, []],
    ['with an unknown token', { token: 'zz' }, 401, []],
    ['with a token that is over', { token: 'X' }, 401, []],
    ['with a body that is too large', { body: ' '.repeat(1_001) }, 413, ['body of at most 1000']],
    ['from a page of another client', { origin: 'https://evil.example' }, 403, ['body of at most 1000']],
    ['with a token of another scope', { token: 'K' }, 403, ['body of at most 100000']],
    ['with a bound token that is only carried', { token: 'B' }, 401, ['body of at most 100000']],
    ['with a body that is no JSON', { body: '{' }, 400, ['body of at most 1000']],
  ])('%s ends before the method', async (_case, sent, expected, passed) => {
    expect(await status(sent)).toBe(expected);
    expect(steps).toEqual(passed);
  });

  it('is refused in the words of its version', async () => {
    expect(await send({ authorization: undefined })).toMatchObject({ wire: { description: 'in the words of this version' } });
  });

  it('for an open method needs no token and has a small body', async () => {
    expect(await send({ method: 'info', authorization: undefined })).toMatchObject({ status: 200, body: { name: 'x' } });
    expect(await status({ method: 'info', body: ' '.repeat(64_001) })).toBe(413);
  });

  it('to log in carries its header and where it came from', async () => {
    expect(await send({ method: 'auth/login', authorization: 'Basic dTpw' })).toMatchObject({ body: { authorization: 'Basic dTpw', address: '192.0.2.1' } });
  });
});

describe('too many requests', () => {
  it('from one place are refused before anything is looked at, and others go on', async () => {
    for (let time = 0; time < 20; time += 1) expect(await status({ method: 'nothing' })).toBe(404);
    tokens.failure = new Error('nobody must ask');
    expect(await send({ method: 'nothing' })).toMatchObject({ status: 429, wire: { error: 'temporarily_unavailable' }, headers: { 'retry-after': '3' } });
    expect(await status({})).toBe(429);
    expect(await status({ method: 'info', address: '192.0.2.2' })).toBe(200);
  });

  it('of one client are refused before its body is read, wherever they come from', async () => {
    for (let time = 0; time < 4; time += 1) await send({ address: `192.0.2.${time}` });
    steps.length = 0;
    expect(await send({ address: '192.0.2.9' })).toMatchObject({ status: 429, headers: { 'retry-after': '15' } });
    expect(steps).toEqual([]);
    clock.advance(15_000);
    expect(await status({})).toBe(202);
  });

  it('fill no audit trail', async () => {
    for (let time = 0; time < 6; time += 1) await send({});
    expect([told.ofClients, told.ofStrangers]).toEqual([[], []]);
  });
});

describe('a refusal', () => {
  it('of a client that is known is told of with its method', async () => {
    await send({ method: 'refuses' });
    expect(told.ofClients).toMatchObject([{ clientId: client, method: 'refuses', error: 'invalid_request' }]);
  });

  it('of a stranger is a figure', async () => {
    await send({ token: 'zz' });
    expect([told.ofClients, told.ofStrangers]).toEqual([[], ['invalid_token']]);
  });

  it('that is a bug of ours is neither, and says nothing', async () => {
    expect(await send({ method: 'breaks' })).toMatchObject({ status: 500, wire: { error: 'server_error', description: 'Unexpected condition' } });
    expect([told.ofClients, told.ofStrangers]).toEqual([[], []]);
  });
});

describe('a page', () => {
  const allowed = { 'access-control-allow-origin': APP };

  it('sees answers and refusals of its client', async () => {
    expect((await send({ origin: APP })).headers).toMatchObject(allowed);
    expect((await send({ origin: APP, method: 'refuses' })).headers).toMatchObject(allowed);
    expect((await send({ origin: APP, token: 'X' })).headers).toMatchObject(allowed);
  });

  it('sees nothing where its client does not list it', async () => {
    const answer = await send({ origin: APP, token: 'B' });
    expect([answer.status, answer.headers]).toEqual([403, {}]);
  });

  it('asks first, for which it needs neither token nor method', async () => {
    const asking = { verb: 'OPTIONS', isPreflight: true, authorization: undefined };
    expect(await send({ ...asking, origin: APP })).toMatchObject({ status: 204, headers: allowed });
    const refused = await send({ ...asking, origin: 'https://evil.example' });
    expect([refused.status, refused.headers]).toEqual([403, {}]);
    expect(await status({ verb: 'OPTIONS' })).toBe(405);
  });
});
