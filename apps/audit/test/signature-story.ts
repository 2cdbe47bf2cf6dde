import type { AuditEvent, EventSource } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { ArrivedEvent } from '../src/domain/event-log.js';

/** Somebody who signs, for a subscriber, through its application. */
export interface Party {
  readonly subscriberId: string;
  readonly clientId: string;
  readonly signerId: string;
  readonly credentialId: string;
}

export const aParty = (): Party => ({ subscriberId: newId('sub'), clientId: newId('cli'), signerId: newId('sgn'), credentialId: newId('cred') });

type Told = Pick<AuditEvent, 'type' | 'actor'> & Partial<Pick<AuditEvent, 'outcome' | 'requester' | 'recipient' | 'particulars' | 'digests' | 'cause'>>;

/** Makes texts as the services write them: each source counts its own, and a second lies between any two. */
export class Narrator {
  private readonly last = new Map<EventSource, number>();
  private seconds = 0;

  constructor(private readonly begin = new Date('2027-03-01T09:00:00.000Z')) {}

  tell(source: EventSource, { outcome = 'success', particulars = {}, ...told }: Told): ArrivedEvent {
    const sequence = (this.last.get(source) ?? 0) + 1;
    this.last.set(source, sequence);
    this.seconds += 1;
    const occurredAt = new Date(this.begin.getTime() + this.seconds * 1_000).toISOString();
    return { source, body: JSON.stringify({ id: newId('evt'), source, sequence, occurredAt, outcome, particulars, ...told }) };
  }

  /** How a party came to be known, with its key and certificate. */
  enrol({ subscriberId, clientId, signerId, credentialId }: Party, fingerprint = sha(credentialId).toString('hex')): readonly ArrivedEvent[] {
    const management = { kind: 'system', id: 'management' } as const;
    const lifecycle = { kind: 'system', id: 'key-lifecycle' } as const;
    const [enrolmentId, keyId] = [newId('enr'), keyOf(credentialId)];
    return [
      this.tell('identity', { type: 'client-created', actor: management, recipient: clientId, particulars: { subscriberId, name: 'Sample' } }),
      this.tell('identity', { type: 'signer-created', actor: management, recipient: signerId, particulars: { subscriberId } }),
      this.tell('key-lifecycle', {
        type: 'credential-requested',
        actor: { kind: 'operator', id: 'management' },
        recipient: signerId,
        particulars: { credentialId, subscriberId },
      }),
      this.tell('sam', { type: 'key-generated', actor: lifecycle, recipient: signerId, particulars: { keyId, credentialId, purpose: 'signer' } }),
      this.tell('ca-connector', { type: 'certificate-issued', actor: lifecycle, particulars: { credentialId, requestId: newId('req'), fingerprint } }),
      this.tell('sam', {
        type: 'certificate-bound',
        actor: lifecycle,
        recipient: signerId,
        particulars: { credentialId, enrolmentId, fingerprint, serialNumber: 'abc123', validTo: '2029-01-01T00:00:00.000Z' },
      }),
      this.tell('key-lifecycle', { type: 'credential-activated', actor: { kind: 'signer', id: signerId }, recipient: signerId, particulars: { credentialId } }),
    ];
  }

  /** The next certificate for the same key. */
  renew({ signerId, credentialId }: Party, fingerprint: string): readonly ArrivedEvent[] {
    const particulars = { credentialId, enrolmentId: newId('enr'), fingerprint, serialNumber: 'abc124', validTo: '2029-01-01T00:00:00.000Z' };
    return [this.tell('sam', { type: 'certificate-bound', actor: { kind: 'system', id: 'key-lifecycle' }, recipient: signerId, particulars })];
  }

  /** One signature, from the request to the event that it was made. */
  sign(party: Party, { activationId, attemptId, document }: { readonly activationId: string; readonly attemptId: string; readonly document: string }) {
    const { clientId, signerId, credentialId } = party;
    const [client, signer] = [{ kind: 'client', id: clientId } as const, { kind: 'signer', id: signerId } as const];
    const hashSet = hashSetOf(document);
    const attempt = { attemptId, activationId, credentialId, keyId: keyOf(credentialId), hashSet, count: '1' };
    return [
      this.tell('identity', { type: 'authorisation-opened', actor: client, requester: clientId, particulars: { activationId, credentialId } }),
      this.tell('sam', { type: 'activation-opened', actor: client, requester: signerId, particulars: { credentialId, hashSet, count: '1', activationId } }),
      this.tell('sam', {
        type: 'evidence-given',
        actor: signer,
        requester: clientId,
        particulars: { reference: activationId, credentialId, kind: 'passkey', meansId: newId('mns') },
      }),
      this.tell('sam', { type: 'activation-completed', actor: signer, requester: clientId, particulars: { activationId, credentialId, evidence: 'passkey' } }),
      this.tell('sam', {
        type: 'sad-issued',
        actor: client,
        requester: signerId,
        recipient: clientId,
        particulars: { activationId, credentialId, hashSet, count: '1' },
      }),
      this.tell('sam', { type: 'signature-intended', actor: client, requester: signerId, particulars: attempt }),
      this.tell('sam', { type: 'signature-made', actor: client, requester: signerId, particulars: attempt, digests: [digestOf(document)] }),
    ];
  }
}

/** As the event of its signature names a document. */
export function digestOf(document: string): string {
  return sha(document).toString('base64url');
}

/** The digest that stands for a set of digests, of one SHA-256 here: algorithm and each in order, as the SAM writes it. */
function hashSetOf(document: string): string {
  const set = JSON.stringify(['2.16.840.1.101.3.4.2.1', sha(document).toString('base64')]);
  return sha(`paraph/hash-set/v1${set}`).toString('base64url');
}

function keyOf(credentialId: string): string {
  return credentialId.replace('cred_', 'key_');
}

function sha(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
