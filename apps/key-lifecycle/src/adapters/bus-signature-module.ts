import {
  acceptEnrolment,
  bindCertificate,
  describeBinding,
  describeStates,
  destroyByDecision,
  destroyKey,
  openEnrolment,
  ServiceError,
  suspendBinding,
  type ErrorCode,
  type RequestOf,
} from '@paraph/contracts';
import { acceptCorrelationId, correlationId, runWork, type Bus } from '@paraph/platform';
import type { Acceptance, Credential, Enrolment, OpenedEnrolment } from '../domain/credential.js';
import type { RenewalKind } from '../domain/renewals/renewal.js';
import { SignatureModule, type Bound, type ModuleState, type SessionOrder, type Suspension } from '../domain/signature-module.js';

/** What the SAM says of a credential, in the words of an enrolment: the one thing a caller of this service knows. */
const inWordsOfEnrolment: Partial<Record<ErrorCode, ErrorCode>> = { 'credential.unknown': 'enrolment.unknown', 'credential.state': 'enrolment.state' };

/** The SAM over the bus. */
export class BusSignatureModule extends SignatureModule {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override openEnrolment(credential: Credential, session?: SessionOrder): Promise<OpenedEnrolment> {
    const { replaces } = credential;
    const renews = replaces === undefined ? {} : { renews: { kind: 'rekey', credentialId: replaces } as const };
    return this.open({ ...orderOf(credential), ...renews, ...(session !== undefined && { session }) });
  }

  override async openRenewal(credential: Credential, kind: RenewalKind): Promise<Enrolment> {
    return (await this.open({ ...orderOf(credential), renews: { kind, credentialId: credential.credentialId } })).enrolment;
  }

  override async accept(enrolmentId: string, idToken: string): Promise<Acceptance> {
    const { csr, issuer, subject } = await this.bus.call(acceptEnrolment, { enrolmentId, idToken });
    return { csr, issuer, subject };
  }

  override async bind(credentialId: string, certificate: string): Promise<Bound> {
    try {
      const { validFrom, validTo, activationId } = await this.bus.call(bindCertificate, { credentialId, certificate });
      return { validity: { from: new Date(validFrom), to: new Date(validTo) }, ...(activationId !== undefined && { activationId }) };
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

  override async statesOf(credentialIds: readonly string[]): Promise<ReadonlyMap<string, ModuleState>> {
    const { credentials } = await this.bus.call(describeStates, { credentialIds: [...credentialIds] });
    return new Map(credentials.map(({ credentialId, state }) => [credentialId, state]));
  }

  private async open(order: RequestOf<typeof openEnrolment>): Promise<OpenedEnrolment> {
    const { enrolmentId, multisign, expiresAt, statement } = await this.bus.call(openEnrolment, order);
    return { enrolment: { enrolmentId, multisign, expiresAt: new Date(expiresAt) }, statement };
  }
}

/** What the SAM is told of a credential, and nothing else of its record. */
function orderOf(credential: Credential): RequestOf<typeof openEnrolment> {
  const { credentialId, signerId, subscriberId, algorithm, policyId, provider, orderingClientId, containerId } = credential;
  const ordering = { ...(orderingClientId !== undefined && { orderingClientId }), ...(containerId !== undefined && { containerId }) };
  return { credentialId, signerId, subscriberId, algorithm, policyId, provider, ...ordering };
}
