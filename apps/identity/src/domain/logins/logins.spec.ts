import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { aClient, MemoryEvents } from '../../../test/fake-surroundings.js';
import { MemoryLoginStore, MemoryLoginTries } from '../../../test/memory-login-stores.js';
import { MemoryClientStore, MemoryProtocolObjects, MemorySignerStore } from '../../../test/memory-stores.js';
import { digestOf } from '../digest-of.js';
import { LOGIN_ACCESS, LOGIN_REFRESH } from '../tokens/token-kinds.js';
import { CheckPassword } from './check-password.js';
import { CreateLogin } from './create-login.js';
import { HashingTurns } from './hashing-turns.js';
import { LimitTries } from './limit-tries.js';
import { LogIn } from './log-in.js';
import { LoginTokens } from './login-tokens.js';
import { Passwords } from './passwords.js';
import { RenewLogin } from './renew-login.js';

const HOME = '192.0.2.1';
const CHEAP = { memory: 64, passes: 1, parallelism: 1 };

let clock: FakeClock;
let accounts: MemoryLoginStore;
let clients: MemoryClientStore;
let signers: MemorySignerStore;
let objects: MemoryProtocolObjects;
let events: MemoryEvents;
let create: CreateLogin;
let logIn: LogIn;
let renew: RenewLogin;
let client: ReturnType<typeof aClient>;
let signerId: string;
let password: string;

beforeEach(async () => {
  clock = new FakeClock();
  [accounts, clients, signers, objects, events] = [
    new MemoryLoginStore(),
    new MemoryClientStore(),
    new MemorySignerStore(),
    new MemoryProtocolObjects(),
    new MemoryEvents(),
  ];
  const passwords = new Passwords(CHEAP);
  const check = new CheckPassword(accounts, passwords, new HashingTurns(), new LimitTries(new MemoryLoginTries(), clock));
  const tokens = new LoginTokens(objects, clock);
  create = new CreateLogin(accounts, clients, signers, passwords);
  logIn = new LogIn(accounts, clients, check, tokens, events);
  renew = new RenewLogin(objects, clients, tokens, clock);
  client = aClient(newId('cli'));
  signerId = newId('sgn');
  await clients.add(client);
  await signers.add({ id: signerId, subscriberId: client.subscriberId, name: 'Ada' });
  ({ password } = await create.run({ clientId: client.id, signerId, userName: 'ada' }, 'management'));
});

const attempt = (more: Partial<Parameters<LogIn['run']>[0]> = {}) => logIn.run({ userName: 'ada', password, rememberMe: false, address: HOME, ...more });
const codeOf = async (done: Promise<unknown>): Promise<string> =>
  done.then(
    () => 'in',
    (error: { code?: string }) => error.code ?? 'a bug',
  );
const wrong = (address: string, userName = 'ada') => codeOf(attempt({ address, userName, password: 'wrong' }));
const times = async (count: number, act: (turn: number) => Promise<string>): Promise<string[]> => {
  const answers: string[] = [];
  for (let turn = 0; turn < count; turn += 1) answers.push(await act(turn));
  return answers;
};

describe('an account', () => {
  it('has a password that was made here and is kept as a hash alone', async () => {
    expect(password).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(JSON.stringify([...accounts.accounts.values(), ...accounts.events])).not.toContain(password);
    expect(accounts.events).toMatchObject([{ type: 'login-created', recipient: signerId, particulars: { userName: 'ada', clientId: client.id } }]);
  });

  it.each<[string, () => object, string]>([
    ['of an unknown client', () => ({ clientId: newId('cli') }), 'client.unknown'],
    ['of an unknown signer', () => ({ signerId: newId('sgn') }), 'signer.unknown'],
    ['whose name somebody has', () => ({ userName: 'ada' }), 'request.duplicate'],
  ])('%s is not made', async (_what, change, code) => {
    await expect(create.run({ clientId: client.id, signerId, userName: 'new', ...change() }, 'management')).rejects.toMatchObject({ code });
  });

  it('of another subscriber’s signer is not made', async () => {
    const stranger = newId('sgn');
    await signers.add({ id: stranger, subscriberId: newId('sub'), name: 'Eve' });
    await expect(create.run({ clientId: client.id, signerId: stranger, userName: 'eve' }, 'management')).rejects.toMatchObject({ code: 'signer.unknown' });
  });

  it('of a public client is not made: its tokens are all bound to a key', async () => {
    const open = { ...aClient(newId('cli'), client.subscriberId), authentication: { method: 'none' } as const };
    await clients.add(open);
    await expect(create.run({ clientId: open.id, signerId, userName: 'new' }, 'management')).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a login', () => {
  it('opens a token of the account’s client and signer, without a refresh token unless it is asked for', async () => {
    const { accessToken, refreshToken, expiresIn } = await attempt();
    expect([refreshToken, expiresIn]).toEqual([undefined, 3_600]);
    expect(await objects.find(LOGIN_ACCESS, digestOf(accessToken))).toMatchObject({ payload: { clientId: client.id, accountId: signerId, scope: 'service' } });
    expect(objects.events.at(-1)).toMatchObject({ type: 'login-succeeded', actor: { kind: 'signer', id: signerId }, requester: client.id });
    expect((await attempt({ rememberMe: true })).refreshToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('lasts as long as the client’s settings say', async () => {
    await clients.add({ ...client, settings: { ...client.settings, serviceTokenSeconds: 60 } });
    expect((await attempt()).expiresIn).toBe(60);
  });

  it.each<[string, () => Partial<Parameters<LogIn['run']>[0]>]>([
    ['a wrong password', () => ({ password: 'wrong' })],
    ['no password', () => ({ password: '' })],
    ['the hash for a password', () => ({ password: accounts.accounts.get('ada')?.passwordHash ?? '' })],
    ['an unknown name', () => ({ userName: 'eve' })],
    ['a name in other letters', () => ({ userName: 'Ada' })],
  ])('by %s is refused, each with the same code', async (_what, change) => {
    await expect(attempt(change())).rejects.toMatchObject({ code: 'login.refused' });
    expect(objects.all.size).toBe(0);
  });

  it('refused leaves an event for an account, none for a name that is nobody’s, and in neither the password', async () => {
    await wrong(HOME);
    await wrong(HOME, 'p4ssw0rd-in-the-wrong-field');
    expect(events.all).toMatchObject([
      { type: 'login-refused', cause: 'wrong password', recipient: signerId, particulars: { userName: 'ada', address: HOME } },
    ]);
    expect(JSON.stringify(events.all)).not.toContain('wrong-field');
  });

  it('is refused when the client is gone, with the right password too', async () => {
    accounts.accounts.set('ada', { ...(accounts.accounts.get('ada') as NonNullable<ReturnType<typeof accounts.accounts.get>>), clientId: newId('cli') });
    await expect(attempt()).rejects.toMatchObject({ code: 'login.refused' });
  });

  it('raises what the hash costs where it costs less than now', async () => {
    const dearer = new Passwords({ ...CHEAP, passes: 2 });
    const check = new CheckPassword(accounts, dearer, new HashingTurns(), new LimitTries(new MemoryLoginTries(), clock));
    const later = new LogIn(accounts, clients, check, new LoginTokens(objects, clock), events);
    await expect(later.run({ userName: 'ada', password: 'wrong', rememberMe: false, address: HOME })).rejects.toMatchObject({ code: 'login.refused' });
    expect(accounts.accounts.get('ada')?.passwordHash).toContain('t=1');
    await later.run({ userName: 'ada', password, rememberMe: false, address: HOME });
    expect(accounts.accounts.get('ada')?.passwordHash).toContain('t=2');
    expect(await codeOf(later.run({ userName: 'ada', password, rememberMe: false, address: HOME }))).toBe('in');
  });
});

describe('wrong passwords', () => {
  it('close an account to the address they came from, the right password included, for a while', async () => {
    expect(await times(11, () => wrong('198.51.100.1'))).toEqual([...Array.from({ length: 10 }, () => 'login.refused'), 'login.throttled']);
    await expect(attempt({ address: '198.51.100.1' })).rejects.toMatchObject({ code: 'login.throttled', retryAfter: 300 });
    clock.advance(300_000);
    expect(await codeOf(attempt({ address: '198.51.100.1' }))).toBe('in');
  });

  it('of strangers lock nobody out where they have logged in before', async () => {
    await attempt();
    await times(120, (turn) => wrong(`198.51.100.${turn}`));
    expect(await wrong('203.0.113.9')).toBe('login.throttled');
    expect(await codeOf(attempt())).toBe('in');
    expect(await codeOf(attempt({ address: '203.0.113.9' }))).toBe('login.throttled');
  });

  it('from many addresses close an account to addresses it was never used from', async () => {
    const answers = await times(60, (turn) => wrong(`198.51.100.${turn}`));
    expect(answers.filter((one) => one === 'login.refused')).toHaveLength(50);
    expect(answers.slice(50).every((one) => one === 'login.throttled')).toBe(true);
  });

  it('at many accounts close an address to accounts that never used it, known or not', async () => {
    const answers = await times(110, (turn) => wrong(HOME, `user-${turn}`));
    expect(answers.filter((one) => one === 'login.refused')).toHaveLength(100);
    expect(await codeOf(attempt())).toBe('login.throttled');
    expect(await codeOf(attempt({ address: '203.0.113.9' }))).toBe('in');
  });

  it('count for an unknown name as for a known one: waiting tells nobody which names there are', async () => {
    const unknown = await times(12, () => wrong('198.51.100.1', 'nobody'));
    expect(unknown).toEqual(await times(12, () => wrong('198.51.100.2')));
  });

  it('of all addresses of one IPv6 network count together', async () => {
    const answers = await times(12, (turn) => wrong(`2001:db8:0:1::${turn}`));
    expect(answers.slice(10)).toEqual(['login.throttled', 'login.throttled']);
  });

  it('in between right ones are forgotten: a person may mistype every day', async () => {
    for (let day = 0; day < 5; day += 1) {
      expect(await times(9, () => wrong(HOME))).not.toContain('login.throttled');
      expect(await codeOf(attempt())).toBe('in');
    }
  });

  it('are no tries while the queue sends them away', async () => {
    const full = new HashingTurns({ atOnce: 0, waiting: 0, waitingOfOne: 0 });
    const check = new CheckPassword(accounts, new Passwords(CHEAP), full, new LimitTries(new MemoryLoginTries(), clock));
    const jammed = new LogIn(accounts, clients, check, new LoginTokens(objects, clock), events);
    const answers = await times(20, () => codeOf(jammed.run({ userName: 'ada', password: 'wrong', rememberMe: false, address: HOME })));
    expect(new Set(answers)).toEqual(new Set(['login.throttled']));
    expect(await codeOf(attempt())).toBe('in');
  });
});

describe('a refresh token of a login', () => {
  const remembered = async () => {
    const { accessToken, refreshToken = '' } = await attempt({ rememberMe: true });
    return { accessToken, refreshToken, tokenDigest: digestOf(refreshToken) };
  };

  it('opens another access token, without a password, and stays good', async () => {
    const { accessToken, tokenDigest } = await remembered();
    const [one, other] = [await renew.run({ tokenDigest, rememberMe: false }), await renew.run({ tokenDigest, rememberMe: false })];
    expect(new Set([accessToken, one.accessToken, other.accessToken]).size).toBe(3);
    expect([one.refreshToken, (await objects.find(LOGIN_ACCESS, digestOf(one.accessToken)))?.payload['accountId']]).toEqual([undefined, signerId]);
  });

  it('opens no refresh token that lives longer than itself', async () => {
    const { tokenDigest } = await remembered();
    clock.advance(20 * 86_400_000);
    const { refreshToken = '' } = await renew.run({ tokenDigest, rememberMe: true });
    const [first, second] = [await objects.find(LOGIN_REFRESH, tokenDigest), await objects.find(LOGIN_REFRESH, digestOf(refreshToken))];
    expect(second?.expiresAt).toEqual(first?.expiresAt);
    clock.advance(10 * 86_400_000);
    for (const digest of [tokenDigest, digestOf(refreshToken)])
      await expect(renew.run({ tokenDigest: digest, rememberMe: true })).rejects.toMatchObject({ code: 'token.unknown' });
  });

  it('is unknown where it is none, an access token, or one of the authorisation server', async () => {
    const { accessToken } = await remembered();
    await objects.put({
      kind: 'RefreshToken',
      digest: digestOf('oauth'),
      payload: { clientId: client.id, accountId: signerId },
      grantId: 'g',
      expiresAt: new Date(clock.now().getTime() + 1e9),
    });
    for (const token of ['zz', accessToken, 'oauth'])
      await expect(renew.run({ tokenDigest: digestOf(token), rememberMe: false })).rejects.toMatchObject({ code: 'token.unknown' });
  });

  it('that is revoked while it is used leaves nothing that is good', async () => {
    const { tokenDigest } = await remembered();
    const put = objects.put.bind(objects);
    objects.put = async (...what) => {
      await objects.revoke(LOGIN_REFRESH, tokenDigest);
      return put(...what);
    };
    await expect(renew.run({ tokenDigest, rememberMe: false })).rejects.toMatchObject({ code: 'token.unknown' });
    expect([...objects.all.values()].filter(({ revokedAt }) => revokedAt === undefined)).toEqual([]);
  });
});
