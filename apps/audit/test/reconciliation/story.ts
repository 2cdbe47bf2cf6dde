import type { AuditEvent } from '@paraph/contracts';
import { newId } from '@paraph/kernel';

type Particulars = Readonly<Record<string, string>>;

/** Events as the services record them around one signature, in the order in which they come. */
export class Story {
  readonly events: AuditEvent[] = [];
  private readonly last = new Map<AuditEvent['source'], number>();

  constructor(private moment: Date) {}

  /** Somebody waits. */
  later(milliseconds: number): this {
    this.moment = new Date(this.moment.getTime() + milliseconds);
    return this;
  }

  add(source: AuditEvent['source'], type: string, particulars: Particulars, more: Partial<AuditEvent> = {}): AuditEvent {
    const sequence = (this.last.get(source) ?? 0) + 1;
    this.last.set(source, sequence);
    this.moment = new Date(this.moment.getTime() + 10);
    const event: AuditEvent = {
      id: newId('evt'),
      source,
      sequence,
      type,
      occurredAt: this.moment.toISOString(),
      actor: { kind: 'system', id: source },
      outcome: 'success',
      particulars,
      ...more,
    };
    this.events.push(event);
    return event;
  }

  /** A credential from its key to its certificate. */
  credential(validForMs = 365 * 86_400_000): { readonly credentialId: string; readonly keyId: string; readonly fingerprint: string } {
    const credentialId = newId('cred');
    const keyId = newId('key');
    const enrolmentId = newId('enr');
    const fingerprint = Buffer.from(credentialId).toString('hex').padEnd(64, '0').slice(0, 64);
    this.add('sam', 'key-generated', { keyId, purpose: 'signer', algorithm: 'ecdsa-p256', credentialId });
    this.add('sam', 'enrolment-accepted', { enrolmentId, credentialId });
    this.add('ca-connector', 'certificate-issued', { requestId: newId('req'), credentialId, authority: 'own', fingerprint });
    const validTo = new Date(this.moment.getTime() + validForMs).toISOString();
    this.add('sam', 'certificate-bound', { credentialId, enrolmentId, fingerprint, serialNumber: fingerprint.slice(0, 32), validTo });
    return { credentialId, keyId, fingerprint };
  }

  /** A signature, from the activation to the outcome. */
  signature({ credentialId, keyId }: { readonly credentialId: string; readonly keyId: string }): { readonly attemptId: string; readonly activationId: string } {
    const activationId = newId('act');
    const attemptId = newId('att');
    const client = { actor: { kind: 'client', id: 'cli_AAAAAAAAAAAAAAAAAAAAAA' } } as const;
    this.add('sam', 'activation-opened', { activationId, credentialId, hashSet: 'h', count: '1' }, client);
    this.add('sam', 'evidence-given', { reference: activationId, credentialId, kind: 'passkey' });
    this.add('sam', 'activation-completed', { activationId, credentialId, evidence: 'passkey' });
    const expiresAt = new Date(this.moment.getTime() + 300_000).toISOString();
    this.add('sam', 'sad-issued', { activationId, credentialId, hashSet: 'h', count: '1', expiresAt }, client);
    const act = { attemptId, activationId, credentialId, keyId, hashSet: 'h', count: '1' };
    this.add('sam', 'signature-intended', act, client);
    this.add('sam', 'signature-made', act, client);
    return { attemptId, activationId };
  }

  /** Revoked, destroyed and confirmed. */
  revocation({ credentialId, keyId }: { readonly credentialId: string; readonly keyId: string }): void {
    this.add('sam', 'key-destroyed', { credentialId, keyId, blob: 'erased' });
    this.add('ca-connector', 'revocation-requested', { credentialId, reason: 'cessationOfOperation' });
    this.add('ca-connector', 'revocation-confirmed', { credentialId, reason: 'cessationOfOperation', authority: 'own' });
  }
}

/** Numbered anew, so that the sequences have no hole where something was left out. */
export function renumbered(events: readonly AuditEvent[]): readonly AuditEvent[] {
  const last = new Map<string, number>();
  return events.map((event) => {
    const sequence = (last.get(event.source) ?? 0) + 1;
    last.set(event.source, sequence);
    return { ...event, sequence };
  });
}
