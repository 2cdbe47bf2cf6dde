import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { VerifiedEvidence } from '../../ports/evidence-verifier.js';
import type { Policies, Policy } from '../../ports/policies.js';
import type { TrustRecord } from '../../records/record-kinds.js';
import type { NamedCredential, UsableCredentials } from '../../records/usable-credential.js';
import type { CheckCode } from './check-code.js';
import { codeMeans } from './code-means.js';
import { presenceText } from './code-text.js';
import type { CodeOrder } from './dispatch-code.js';

/** No challenge: nothing was shown (sam-security 1.7). */
const NOTHING = new Uint8Array();

/** A code for explicit authorisation that may be sent. */
export interface PresenceOrder {
  readonly order: CodeOrder;
  readonly binding: TrustRecord<'binding'>;
}

/**
 * Codes of explicit authorisation without hashes (CSC v1 sendOTP, v2 getChallenge). They are bound to one credential and one
 * client, prove that the signer was there, and never more: what the policy promises to be shown, they cannot carry.
 */
export class PresenceCodes {
  constructor(
    private readonly credentials: UsableCredentials,
    private readonly policies: Policies,
    private readonly checkCode: CheckCode,
    private readonly clock: Clock,
  ) {}

  /** What is to be sent. @throws `client.unknown`, `credential.unknown`, `credential.disabled`, `evidence.missing`, `record.tampered` */
  async order(named: NamedCredential): Promise<PresenceOrder> {
    const { client, binding, policy } = await this.find(named);
    const now = this.clock.now();
    const [means] = codeMeans(binding.body, policy, now);
    if (!means) throw new ServiceError('evidence.missing', 'no address counts that a code could go to');
    const reference = referenceOf(named);
    const order = { reference, challenge: NOTHING, means, policy, now, subject: 'Code' };
    return { binding, order: { ...order, text: (code) => presenceText(client.body.name, code) } };
  }

  /**
   * Verifies a code that an application brings for its signer. The proof says `scope: 'presence'`; `alongside` belongs into
   * the transaction in which it counts.
   *
   * @throws `client.unknown`, `credential.unknown`, `credential.disabled`, `evidence.missing`, `evidence.invalid`,
   * `evidence.locked`, `record.tampered`, `hsm.unavailable`
   */
  async verify(credentialId: string, clientId: string, value: string): Promise<VerifiedEvidence> {
    const named = { credentialId, clientId };
    const { binding, policy } = await this.find(named);
    const now = this.clock.now();
    const reference = referenceOf(named);
    const { means, digest, alongside } = await this.checkCode.run(value, { reference, challenge: NOTHING, credentialId, binding: binding.body, policy, now });
    const facts = { scope: 'presence', channel: means.channel };
    return { proof: { kind: 'one-time-code', meansId: means.meansId, at: now.toISOString(), evidenceDigest: digest, facts }, alongside };
  }

  private async find(named: NamedCredential) {
    const found = await this.credentials.find(named);
    const policy = this.policies.find(found.binding.body.policyId);
    if (!policy || !allowsPresence(policy)) throw new ServiceError('evidence.missing', 'the policy takes no code that proves presence only');
    return { ...found, policy };
  }
}

function allowsPresence({ promise, evidence }: Policy): boolean {
  return promise === 'presence' && evidence.some((kinds) => kinds.includes('one-time-code'));
}

function referenceOf({ credentialId, clientId }: NamedCredential): string {
  return `presence/${credentialId}/${clientId}`;
}
