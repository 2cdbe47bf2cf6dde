/** What evidence is being collected for. */
export interface EvidenceSubject {
  /** The activation or the enrolment. */
  readonly reference: string;
  /** Issuer of the identity provider that has to vouch. */
  readonly issuer: string;
  /** 32 bytes. */
  readonly challenge: Uint8Array;
  readonly openedAt: Date;
}

/** Activations that wait for evidence. */
export abstract class ActivationEvidence {
  /** @throws `activation.unknown`, `activation.state`, `activation.expired`, `record.tampered` */
  abstract subject(activationId: string): Promise<EvidenceSubject>;
}

/** Enrolments that wait for evidence. */
export abstract class EnrolmentEvidence {
  /** @throws `enrolment.unknown`, `enrolment.state`, `enrolment.expired`, `record.tampered` */
  abstract subject(enrolmentId: string): Promise<EvidenceSubject>;
}
