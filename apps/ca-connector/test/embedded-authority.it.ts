import { afterAll, beforeAll } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { newId } from '@paraph/kernel';
import { Bus, connectBus } from '@paraph/platform';
import { OpenSsl, startNats, type TestNats } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { EmbeddedAuthority } from '../src/adapters/embedded/embedded-authority.js';
import type { CertificationOrder } from '../src/domain/certificate-authority.js';
import { certificateAuthoritySuite } from './certificate-authority.suite.js';
import { OpenSslAuthority } from './openssl-authority.js';
import { StubSam } from './running-connector.js';

const openssl = new OpenSsl();
let nats: TestNats;
let sam: StubSam;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startNats();
  sam = await StubSam.start(nats, new OpenSslAuthority(openssl));
  connection = await connectBus('ca-connector', { url: nats.url, ca: nats.ca, nkey: nats.nkeys['ca-connector'] });
});

afterAll(async () => {
  await connection.close();
  await sam.stop();
  await nats.stop();
  openssl.remove();
});

function anOrder(): CertificationOrder {
  const path = openssl.path('order.der');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', openssl.path('order.key')];
  openssl.must('req', '-new', ...key, '-subj', '/CN=Ada Byron', '-outform', 'DER', '-out', path);
  return { requestId: newId('req'), credentialId: newId('cred'), policyId: 'natural-person', csr: new Uint8Array(readFileSync(path)) };
}

certificateAuthoritySuite('the embedded authority, over the bus', () =>
  Promise.resolve({
    driver: new EmbeddedAuthority(new Bus(connection, 'ca-connector')),
    order: () => {
      const order = anOrder();
      sam.requests.set(order.credentialId, order.csr);
      return Promise.resolve(order);
    },
    refused: () => Promise.resolve(anOrder()),
  }),
);
