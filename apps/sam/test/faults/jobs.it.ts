/** The SAM is killed while requests wait to be signed: what it accepted is signed by whoever comes after it, and nothing twice. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { announce, pollSignatures, ServiceError, signHashAsync, subjectStem } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { connectBus } from '@paraph/platform';
import { ECDSA_SHA256, hashOf } from '../world.js';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Authorised } from './callers.js';
import { Site } from './site.js';

const COUNT = 30;

let site: Site;
let courier: NatsConnection | undefined;
beforeAll(async () => {
  // One at a time and slowly, so that the kill finds most of them waiting; and what was accepted is to outlive the only replica.
  site = await Site.open({ SAM_JOBS_AT_ONCE: '1', SAM_JOURNAL_AFTER_UNCLEAN_END: 'keep' });
}, 60_000);
afterEach(() => site.installation.shim.command());
afterAll(async () => {
  await courier?.close();
  await site.close();
}, 60_000);

const take = async ({ sad, document }: Authorised, responseUri?: string): Promise<string> => {
  const { callers } = site;
  const { clientId, credentialId } = callers;
  const order = { attemptId: newId('att'), sad, clientId, credentialId, hashes: [hashOf(document)], signAlgorithmOid: ECDSA_SHA256, validityMs: 600_000 };
  const wanted = { ...order, ...(responseUri !== undefined && { responseUri }) };
  return (await callers.ask('gateway', signHashAsync, wanted)).responseId;
};
const polled = async (responseId: string): Promise<string> => {
  try {
    return (await site.callers.ask('gateway', pollSignatures, { responseId, clientId: site.callers.clientId })).state;
  } catch (error) {
    return error instanceof ServiceError ? error.code : String(error);
  }
};
const settled = async (ids: readonly string[]): Promise<readonly string[]> => {
  let answers: readonly string[] = [];
  await site.eventually(async () => {
    answers = await Promise.all(ids.map(polled));
    return answers.every((answer) => answer === 'signed' || answer === 'hsm.ambiguous');
  }, 'an end of each request');
  return answers;
};

describe('a SAM that is killed after it accepted requests', () => {
  it('has them signed after its restart', async () => {
    const authorised = await Promise.all(Array.from({ length: COUNT }, (_, place) => site.callers.authorise(`waits ${place}`)));
    // The token takes so long that nearly all of what is accepted waits when the process dies.
    site.installation.shim.command('C_Sign hang 1500');
    const ids = await Promise.all(authorised.map((one) => take(one)));
    expect((await site.query<{ count: string }>(`SELECT count(*) FROM signing_attempt WHERE state = 'waiting'`))[0]?.count).not.toBe('0');
    const deaths = site.sam.deaths.length;
    site.sam.kill();
    await site.eventually(() => site.sam.deaths.length > deaths, 'a death');
    site.installation.shim.command();
    await site.sam.untilReady();
    // Whatever was claimed when it died is burned after a minute; it can be one, since one was signed at a time.
    const inStates = async (): Promise<Readonly<Record<string, number>>> => {
      const rows = await site.query<{ state: string; count: string }>('SELECT state, count(*) FROM signing_attempt GROUP BY state');
      return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
    };
    await site.eventually(async () => ((await inStates())['made'] ?? 0) >= COUNT - 1, 'a signature for all but the one that was claimed');
    const states = await inStates();
    expect((states['made'] ?? 0) + (states['intended'] ?? 0) + (states['burned'] ?? 0)).toBe(COUNT);
    const answers = await Promise.all(ids.map(polled));
    expect(answers.filter((answer) => answer === 'signed')).toHaveLength(states['made'] ?? 0);
    // One signature for each document, as the journal and the log say.
    const made = await site.query<{ activation: string }>(
      `SELECT body::jsonb #>> '{particulars,activationId}' AS activation FROM event_outbox WHERE type = 'signature-made'`,
    );
    expect(new Set(made.map(({ activation }) => activation)).size).toBe(made.length);
    expect(made).toHaveLength(states['made'] ?? 0);
  }, 120_000);

  it('signs what comes afterwards', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, async (_, place) => take(await site.callers.authorise(`afterwards ${place}`))));
    expect(await settled(ids)).toEqual(Array(5).fill('signed'));
  }, 60_000);

  it('announces a result until courier takes it, also after it was killed in between', async () => {
    const { nats } = site.installation;
    courier = await connectBus('courier', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.courier });
    const told: { readonly responseId: string; readonly address: string }[] = [];
    let isTaking = false;
    courier.subscribe(`${subjectStem(announce)}.*`, {
      queue: 'courier',
      callback: (_error, message) => {
        const request: (typeof told)[number] = message.json();
        told.push(request);
        const { responseId } = request;
        const answer = isTaking
          ? { ok: { responseId, acceptedAt: new Date().toISOString() } }
          : { error: { code: 'message.undeliverable', detail: 'not now' } };
        message.respond(JSON.stringify(answer));
      },
    });
    const address = 'https://app.example/done';
    const responseId = await take(await site.callers.authorise('announced'), address);
    await site.eventually(() => told.length >= 2, 'a second try');
    const deaths = site.sam.deaths.length;
    site.sam.kill();
    await site.eventually(() => site.sam.deaths.length > deaths, 'a death');
    isTaking = true;
    const before = told.length;
    await site.sam.untilReady();
    await site.eventually(() => told.length > before, 'a try after the restart');
    await site.eventually(async () => (await site.query('SELECT * FROM signing_announcement')).length === 0, 'no announcement that waits');
    expect(told).toEqual(told.map(() => ({ responseId, address })));
    expect(told).toHaveLength(before + 1);
    expect(await polled(responseId)).toBe('signed');
  }, 120_000);
});
