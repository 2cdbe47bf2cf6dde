import {
  acceptEnrolment,
  bindCertificate,
  describeBinding,
  destroyByDecision,
  destroyKey,
  openEnrolment,
  ServiceError,
  suspendBinding,
  type ErrorCode,
} from '@paraph/contracts';
import { acceptCorrelationId, correlationId, runWork, type Bus } from '@paraph/platform';
import type { Acceptance, Credential, Enrolment, Validity } from '../domain/credential.js';
import { SignatureModule, type ModuleState, type Suspension } from '../domain/signature-module.js';

/** What the SAM says of a credential, in the words of an enrolment: the one thing a caller of this service knows. */
const inWordsOfEnrolment: Partial<Record<ErrorCode, ErrorCode>> = { 'credential.unknown': 'enrolment.unknown', 'credential.state': 'enrolment.state' };

/** The SAM over the bus. */
export class BusSignatureModule extends SignatureModule {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async openEnrolment(credential: Credential): Promise<Enrolment> {
    const { credentialId, signerId, subscriberId, algorithm, policyId, provider, orderingClientId } = credential;
    const ordering = orderingClientId === undefined ? {} : { orderingClientId };
    const order = { credentialId, signerId, subscriberId, algorithm, policyId, provider, ...ordering };
    const { enrolmentId, multisign, expiresAt } = await this.bus.call(openEnrolment, order);
    return { enrolmentId, multisign, expiresAt: new Date(expiresAt) };
  }

  override async accept(enrolmentId: string, idToken: string): Promise<Acceptance> {
    const { csr, issuer, subject } = await this.bus.call(acceptEnrolment, { enrolmentId, idToken });
    return { csr, issuer, subject };
  }

  override async bind(credentialId: string, certificate: string): Promise<Validity> {
    try {
      const { validFrom, validTo } = await this.bus.call(bindCertificate, { credentialId, certificate });
      return { from: new Date(validFrom), to: new Date(validTo) };
    } catch (cause) {
      const code = cause instanceof ServiceError ? inWordsOfEnrolment[cause.code] : undefined;
      throw code === undefined ? cause : new ServiceError(code, 'the SAM has no such enrolment to bind a certificate to', { cause });
    }
  }

  override async destroyKey(credentialId: string): Promise<void> {
    // Cleaning up often begins when the deadline of the work at hand is over; the key must go all the same.
    await runWork({ correlationId: acceptCorrelationId(correlationId()) }, async () => {
      try {
        await this.bus.call(destroyKey, { credentialId });
      } catch (failure) {
        if (!(failure instanceof ServiceError) || failure.code !== 'credential.unknown') throw failure;
      }
    });
  }

  override async destroyByDecision(credentialId: string, changeId: string): Promise<void> {
    await this.bus.call(destroyByDecision, { credentialId, changeId });
  }

  override async suspend(credentialId: string, { requestedBy, reason }: Suspension): Promise<void> {
    await this.bus.call(suspendBinding, { credentialId, requestedBy, reason });
  }

  override async stateOf(credentialId: string): Promise<ModuleState> {
    return (await this.bus.call(describeBinding, { credentialId })).state;
  }
}
