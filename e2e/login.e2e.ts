/** `auth/login` (CSC v1 11.2): who guesses is stopped, and nobody else; what a login opened ends with its owner's word. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { management } from './harness/enrolment.ts';
import { events, logEnd } from './harness/audit-log.ts';
import { noteSecret } from './harness/secrets-seen.ts';
import { cscBase, sampleApplication } from './harness/stack.ts';
import { signerOf } from './harness/visits.ts';

/** Addresses of this machine, as different places as any for who looks at where a request came from. */
const HOME = '127.0.0.41';
const STRANGER = '127.0.0.66';
/** Wrong passwords for one account from one place, after which that place waits. */
const MOST_WRONG = 10;

const userName = `bob-${Date.now().toString(36)}`;
let password: string;

interface LoginAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly json: Record<string, unknown>;
}

/** Logs in from a place. */
async function logIn(
  from: string,
  secret: string,
  { name = userName, body = {} }: { readonly name?: string; readonly body?: object } = {},
): Promise<LoginAnswer> {
  const { port, host, pathname } = new URL(`${cscBase()}/auth/login`);
  const headers = { host, 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` };
  const sent = request({ host: '127.0.0.1', port, path: pathname, method: 'POST', localAddress: from, headers });
  sent.end(JSON.stringify(body));
  const response = await new Promise<IncomingMessage>((resolve, reject) => sent.once('response', resolve).once('error', reject));
  const json = JSON.parse(await text(response)) as Record<string, unknown>;
  for (const token of [json['access_token'], json['refresh_token']]) if (typeof token === 'string') noteSecret(token);
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], json };
}

beforeAll(async () => {
  const { clientId } = sampleApplication();
  const made = await management().act('logins', { clientId, signerId: signerOf('bob'), userName });
  password = String(made['password']);
  noteSecret(password);
});

describe('who guesses a password', () => {
  it('is stopped, even with the right one, while its owner goes on', async () => {
    expect((await logIn(HOME, password)).status).toBe(200);
    const after = await logEnd();
    for (let tries = 0; tries < MOST_WRONG; tries += 1) {
      expect(await logIn(STRANGER, `guess ${tries}`)).toMatchObject({ status: 400, json: { error: 'authentication_error' } });
    }
    const stopped = await logIn(STRANGER, password);
    expect(stopped).toMatchObject({ status: 429, json: { error: 'temporarily_unavailable' } });
    expect(Number(stopped.retryAfter)).toBeGreaterThan(0);
    // The owner's place has logged in before: a stranger locks nobody out of it.
    expect((await logIn(HOME, password)).status).toBe(200);
    const told = await events({ after, source: 'identity', type: 'login-refused' });
    expect(told.filter(({ particulars }) => particulars['address'] === STRANGER).length).toBeGreaterThanOrEqual(MOST_WRONG);
    expect(JSON.stringify(told)).not.toContain('guess');
  }, 90_000);

  it('learns nothing about who has an account', async () => {
    const [nobody, somebody] = [await logIn('127.0.0.67', 'wrong', { name: 'nobody-at-all' }), await logIn('127.0.0.67', 'wrong')];
    expect(nobody).toEqual(somebody);
    expect(nobody).toMatchObject({ status: 400, json: { error: 'authentication_error' } });
  });

  it('is not stopped somewhere else: what is counted is the place', async () => {
    expect((await logIn('127.0.0.68', password)).status).toBe(200);
  });
});

it('an owner who mistypes at home is stopped there too, in the end', async () => {
  for (let tries = 0; tries < MOST_WRONG; tries += 1) expect((await logIn('127.0.0.68', 'mistyped')).status).toBe(400);
  expect((await logIn('127.0.0.68', password)).status).toBe(429);
  expect((await logIn(HOME, password)).status).toBe(200);
}, 90_000);
