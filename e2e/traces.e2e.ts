/** One signature is one trace, across HTTP, bus, database and token, and says nothing of what was signed or by whom. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ReceivedSpan } from '@paraph/testing';
import { randomBytes } from 'node:crypto';
import { Application, digestOf } from './harness/application.ts';
import { credentialOf, ECDSA_SHA256, person } from './harness/stack.ts';
import { tracesText, untilTraced } from './harness/traces.ts';

const application = new Application();
const credentialID = credentialOf('alice', 'p256');
const traceId = randomBytes(16).toString('hex');
const callers = randomBytes(8).toString('hex');
const hash = digestOf(`traced ${traceId}`);
let spans: readonly ReceivedSpan[];

/** The steps that lead to a span, from the request on. */
function pathOf(span: ReceivedSpan): string {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return `${parent ? `${pathOf(parent)} > ` : ''}${span.service}: ${span.name}`;
}

beforeAll(async () => {
  const token = await application.authorise({ credentialId: credentialID, hashes: [hash] }, person('alice'));
  // As applications say it that trace themselves.
  const answer = await application.csc('signatures/signHash', { credentialID, hashes: [hash], signAlgo: ECDSA_SHA256 }, token, {
    traceparent: `00-${traceId}-${callers}-01`,
  });
  expect(answer.status).toBe(200);
  const services = ['gateway', 'identity', 'sam'];
  spans = await untilTraced(traceId, (all) => services.every((service) => all.some((span) => span.service === service && span.kind === 2)));
});

describe('the trace of one signature', () => {
  it('begins with the request, as a step of the application’s own', () => {
    const first = spans.filter(({ parentSpanId }) => parentSpanId === callers);
    expect(first.map(({ service, name, attributes }) => [service, name, attributes['http.response.status_code']])).toEqual([
      ['gateway', 'POST /csc/v2/signatures/signHash', 200],
    ]);
  });

  it('hangs together: every step has its parent in it', () => {
    const known = new Set([callers, ...spans.map(({ spanId }) => spanId)]);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined || !known.has(parentSpanId)).map(pathOf)).toEqual([]);
  });

  it('goes to identity for the token, and to the SAM’s database and token for the signature', () => {
    const paths = spans.map(pathOf);
    const request = 'gateway: POST /csc/v2/signatures/signHash';
    const asked = (service: string, call: string): string => `${request} > gateway: ${service} ${call} > ${service}: ${service} ${call}`;
    const signing = asked('sam', 'signHash');
    expect(paths).toEqual(
      expect.arrayContaining([
        request,
        asked('identity', 'introspectToken'),
        signing,
        expect.stringMatching(new RegExp(`^${signing} > sam: transaction > sam: (?:INSERT|UPDATE|SELECT|WITH) (?:signing_attempt|activation)$`)),
        `${signing} > sam: transaction > sam: COMMIT`,
        `${signing} > sam: token sign`,
      ]),
    );
  });

  it('says how each step ended, and nothing of the hash, the signer, the credential or the token', () => {
    expect(new Set(spans.map(({ attributes }) => attributes['paraph.outcome']))).toEqual(new Set(['success']));
    const told = JSON.stringify(spans);
    expect(told).toContain('signHash');
    for (const kept of [hash, credentialID, 'alice', application.client.clientId]) expect(told).not.toContain(kept);
  });

  it('carries nothing in any trace of the run but what is on the list', () => {
    const keys = new Set([...tracesText().matchAll(/"key":"([^"]+)"/g)].map(([, key]) => key));
    const resource = ['service.namespace', 'service.name', 'service.instance.id'];
    const listed = [
      'http.request.method',
      'http.route',
      'http.response.status_code',
      'rpc.system',
      'rpc.service',
      'rpc.method',
      'db.system.name',
      'db.query.summary',
    ];
    const own = ['messaging.system', 'messaging.batch.message_count', 'paraph.token.operation', 'paraph.correlation_id', 'paraph.outcome'];
    expect([...keys].filter((key) => key === undefined || ![...resource, ...listed, ...own].includes(key))).toEqual([]);
  });
});
