/** `operationMode` A (CSC v2 11.10): an order that was taken is carried out, whoever dies meanwhile, and only once. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { refusal, type Answer } from './harness/answer.ts';
import { signaturesMade } from './harness/audit-log.ts';
import { anotherApplication } from './harness/enrolment.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { credentialOf, person, RSA_SHA256, running, sandbox } from './harness/stack.ts';

/** More than are signed at once, so that some wait when everything ends. */
const ORDERS = 12;
const HASHES = 40;
/** What one replica has signed at once (SAM_JOBS_AT_ONCE). */
const AT_ONCE = 4;
const application = new Application();
const bob = person('bob');
const credentialID = credentialOf('bob', 'rsa3072');
let certificate: string;

/** Hashes of an order that takes the token a moment. */
const order = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => digestOf(`${name} ${index} ${Math.random()}`));

async function authorised(hashes: readonly string[]): Promise<string> {
  const pushed = await application.push({ credentialId: credentialID, hashes });
  const answer = await application.redeem(pushed, await approve(pushed.url, bob));
  return String(answer.json?.['access_token']);
}

const later = (token: string, hashes: readonly string[]): Promise<Answer> =>
  application.sign(token, { credentialID, hashes, signAlgo: RSA_SHA256, operationMode: 'A' });

/** What becomes of an order, with a token that is made for each question: the stack may just have come back. */
async function outcome(requestID: string): Promise<Answer> {
  let last = '';
  for (let tries = 0; tries < 240; tries += 1) {
    const answer = await application
      .serviceToken()
      .then((token) => application.csc('signatures/signPolling', { requestID }, token))
      .catch((error: unknown) => void (last = String(error)));
    if (answer) last = `${answer.status} ${answer.text}`;
    if (answer && answer.status !== 202 && ![429, 502, 503].includes(answer.status)) return answer;
    await sleep(500);
  }
  throw new Error(`the order was lost: ${last}`);
}

beforeAll(async () => {
  const info = await application.csc('credentials/info', { credentialID, certificates: 'single' }, await application.serviceToken());
  certificate = (info.json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
});

/** What keeps state for others, and is taken away without a warning. */
const BELOW: ReadonlySet<string> = new Set(['postgres', 'nats']);

/**
 * Ends programs of the supervisor, which starts them again. That of the SAM is asked to end: one that is killed while no other replica lives leaves the
 * journal unable to tell what the database lost, and then all that is open is burned (docs/operations/faults.md).
 */
function end(chosen: (name: string) => boolean, signal: 'SIGTERM' | 'SIGKILL'): Map<string, number> {
  const before = new Map(
    Object.entries(running().services)
      .filter(([name]) => chosen(name))
      .map(([name, { pid }]) => [name, pid]),
  );
  expect(before.size).toBeGreaterThan(1);
  for (const [name, pid] of before) {
    // To signal process 0 is to signal this test and whoever started it.
    if (!pid) throw new Error(`${name} is not running`);
    process.kill(pid, signal);
  }
  return before;
}

async function untilAllAreBack(before: ReadonlyMap<string, number>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { services } = running();
    if ([...before].every(([name, pid]) => services[name] !== undefined && services[name].pid !== pid)) return;
    await sleep(200);
  }
  throw new Error('not every process came back');
}

describe('orders that were taken', () => {
  it('are carried out after every process was ended, each once', async () => {
    const orders = Array.from({ length: ORDERS }, (_, index) => order(`kill ${index}`, HASHES));
    const tokens = await Promise.all(orders.map(authorised));
    const made = await signaturesMade(credentialID);
    const taken = await Promise.all(orders.map((hashes, index) => later(tokens[index] ?? '', hashes)));
    expect(taken.map(({ status }) => status)).toEqual(orders.map(() => 200));
    await untilAllAreBack(end((name) => !BELOW.has(name), 'SIGTERM'));
    await untilAllAreBack(end((name) => BELOW.has(name), 'SIGKILL'));

    const ended = await Promise.all(taken.map(({ json }) => outcome(String(json?.['responseID']))));
    const signed = ended.filter(({ status }) => status === 200);
    for (const answer of signed) {
      const values = answer.json?.['signatures'] as string[];
      const hashes = orders[ended.indexOf(answer)] ?? [];
      expect(values).toHaveLength(hashes.length);
      expect(hashes.every((hash, index) => opensslAccepts(certificate, hash, values[index] ?? ''))).toBe(true);
    }
    // What was in the token at that moment nobody can know: it is told so, and not signed again.
    const unknown = ended.filter(({ status }) => status !== 200);
    expect(unknown.map((answer) => refusal(answer)).filter(({ status, error }) => status !== 500 || error !== 'server_error')).toEqual([]);
    expect(unknown.length).toBeLessThanOrEqual(AT_ONCE);
    // One event for each order that was signed; what is unknown may have been.
    const count = (await signaturesMade(credentialID)) - made;
    expect(count).toBeGreaterThanOrEqual(signed.length);
    expect(count).toBeLessThanOrEqual(ORDERS);
  }, 240_000);

  it('have spent what they were authorised by', async () => {
    const hashes = order('spent', 1);
    const token = await authorised(hashes);
    expect((await later(token, hashes)).status).toBe(200);
    for (const again of [await later(token, hashes), await application.sign(token, { credentialID, hashes, signAlgo: RSA_SHA256 })]) {
      expect([again.status, again.json?.['signatures'], again.json?.['responseID']]).toEqual([400, undefined, undefined]);
    }
  }, 60_000);

  it('are nobody else’s to ask for', async () => {
    const hashes = order('mine', 1);
    const taken = await later(await authorised(hashes), hashes);
    const requestID = String(taken.json?.['responseID']);
    expect((await outcome(requestID)).status).toBe(200);
    const other = new Application(await anotherApplication(sandbox().subscriberId));
    const refused = await other.csc('signatures/signPolling', { requestID }, await other.serviceToken());
    expect(refusal(refused)).toEqual({ status: 400, error: 'invalid_request', error_description: 'Invalid parameter requestID' });
  }, 60_000);

  it('announce themselves to nobody who was not named beforehand', async () => {
    const hashes = order('announced', 1);
    const body = { credentialID, hashes, signAlgo: RSA_SHA256, operationMode: 'A', response_uri: 'https://stranger.example/done' };
    const refused = await application.sign(await authorised(hashes), body);
    expect(refusal(refused)).toEqual({ status: 400, error: 'invalid_request', error_description: 'Invalid parameter response_uri' });
  }, 60_000);
});
