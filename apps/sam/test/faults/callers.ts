import {
  acceptEnrolment,
  bindCertificate,
  composeCertificate,
  describeEnrolment,
  issueSad,
  openActivation,
  openEnrolment,
  presentEvidence,
  recordClient,
  SAD_PREFIX,
  ServiceError,
  signHash,
  type BusService,
  type Call,
  type ReplyOf,
} from '@paraph/contracts';
import { activationChallenge, enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { Bus, connectBus } from '@paraph/platform';
import type { z } from 'zod';
import type { NatsConnection } from '@nats-io/transport-node';
import type { TestProvider } from '../test-provider.js';
import { ECDSA_SHA256, hashOf, SHA256 } from '../world.js';
import type { Installation } from './installation.js';

const SERVICES = ['management', 'key-lifecycle', 'identity', 'ca-connector', 'gateway'] as const satisfies readonly BusService[];

/** A credential token for one document, and what it is for. */
export interface Authorised {
  readonly sad: string;
  readonly activationId: string;
  readonly document: string;
}

/** A signature that was answered, or how it was refused. */
export type Signed =
  { readonly code: 'signed'; readonly signature: string; readonly attemptId: string } | { readonly code: string; readonly attemptId: string };

/** The SAM's neighbours, as far as they take part in a signature. */
export class Callers {
  readonly clientId = newId('cli');
  readonly credentialId = newId('cred');
  readonly signerId = newId('sgn');
  private readonly subscriberId = newId('sub');

  private constructor(
    private readonly buses: Readonly<Record<(typeof SERVICES)[number], Bus>>,
    private readonly connections: readonly NatsConnection[],
    private readonly provider: TestProvider,
  ) {}

  static async connect({ nats, provider }: Installation): Promise<Callers> {
    const connections = await Promise.all(SERVICES.map((service) => connectBus(service, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[service] })));
    const buses = Object.fromEntries(SERVICES.map((service, index) => [service, new Bus(connections[index] as NatsConnection, service)]));
    return new Callers(buses as Record<(typeof SERVICES)[number], Bus>, connections, provider);
  }

  /** A call by one of them. */
  ask<C extends Call>(service: (typeof SERVICES)[number], call: C, request: z.input<C['request']>): Promise<ReplyOf<C>> {
    return this.buses[service].call(call, request);
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((one) => one.close()));
  }

  /** A client, and a signer with a credential that is certified and bound. */
  async enrol(): Promise<void> {
    const { clientId, credentialId, signerId, subscriberId, buses } = this;
    await buses.management.call(recordClient, { clientId, subscriberId, name: 'Test application', multisign: 100 });
    const order = { credentialId, signerId, subscriberId, algorithm: 'p256', policyId: 'test', provider: 'https://idp.example' } as const;
    const { enrolmentId } = await buses['key-lifecycle'].call(openEnrolment, order);
    const { statement } = await buses.identity.call(describeEnrolment, { enrolmentId });
    const idToken = await this.idToken(enrolmentChallenge(statement));
    await buses['key-lifecycle'].call(acceptEnrolment, { enrolmentId, idToken });
    const { certificate } = await buses['ca-connector'].call(composeCertificate, { credentialId });
    await buses['key-lifecycle'].call(bindCertificate, { credentialId, certificate });
  }

  /** The signer authorises one document. */
  async authorise(document: string): Promise<Authorised> {
    const { clientId, credentialId, buses } = this;
    const documents = [{ hash: hashOf(document), label: document }];
    const opened = await buses.identity.call(openActivation, { clientId, credentialId, documents, hashAlgorithmOid: SHA256, numSignatures: 1 });
    await this.approve(opened);
    const { sad } = await buses.identity.call(issueSad, { activationId: opened.activationId, clientId });
    return { sad: `${SAD_PREFIX}${sad}`, activationId: opened.activationId, document };
  }

  /** The signer signs in for an activation. */
  async approve({ activationId, statement }: ReplyOf<typeof openActivation>): Promise<void> {
    const evidence = { kind: 'oidc' as const, idToken: await this.idToken(activationChallenge(statement)) };
    await this.buses.identity.call(presentEvidence, { reference: activationId, evidence });
  }

  async sign({ sad, document }: Authorised, attemptId = newId('att')): Promise<Signed> {
    const { clientId, credentialId } = this;
    const request = { attemptId, sad, clientId, credentialId, hashes: [hashOf(document)], signAlgorithmOid: ECDSA_SHA256 };
    try {
      const { signatures } = await this.buses.gateway.call(signHash, request);
      return { code: 'signed', signature: signatures[0] ?? '', attemptId };
    } catch (error) {
      // What has no code is a bug, and its name says so.
      return { code: error instanceof ServiceError ? error.code : `thrown: ${String(error)}`, attemptId };
    }
  }

  private idToken(challenge: Uint8Array): Promise<string> {
    return this.provider.idToken({ subject: `account-of-${this.signerId}`, nonce: toBase64Url(challenge), now: new Date() });
  }
}
