import type { Policies, Policy } from '../ports/policies.js';
import type { Authorities } from './authorities.js';
import type { Revocations } from './revocations.js';

/** What is published of the embedded authorities (CRT-03). */
export interface AuthoritiesDescription {
  readonly root: Uint8Array;
  readonly issuing: Uint8Array;
  /** Of the time-stamping unit; it ends with the authority that certified it. */
  readonly timestamp?: Uint8Array;
  readonly policies: readonly Policy[];
  readonly endedAt?: Date;
  /** When a certificate of the issuing authority was revoked last: whoever publishes a list from before needs a new one. */
  readonly revokedLastAt?: Date;
}

/** Describes the embedded authorities and the policies in force. */
export class DescribeAuthorities {
  constructor(
    private readonly authorities: Authorities,
    private readonly policies: Policies,
    private readonly revocations: Revocations,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async run(): Promise<AuthoritiesDescription> {
    const root = await this.authorities.find('root');
    const issuing = await this.authorities.find('issuing');
    const end = await this.authorities.endOf('issuing');
    const last = end ? { endedAt: new Date(end.endedAt) } : { timestamp: (await this.authorities.timestampUnit()).certificate };
    const revoked = (await this.revocations.all('issuing')).last();
    const revokedLast = revoked ? { revokedLastAt: revoked.revokedAt } : {};
    return { root: root.certificate, issuing: issuing.certificate, policies: this.policies.all(), ...last, ...revokedLast };
  }
}
