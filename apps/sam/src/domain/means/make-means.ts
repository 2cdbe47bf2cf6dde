import { type Registration } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { MakePin } from '../evidence/pin/make-pin.js';
import type { MakeTotp } from '../evidence/totp/make-totp.js';
import type { TypedSecrets } from '../evidence/typed/typed-secrets.js';
import type { PasskeyVerifier } from '../ports/passkey-verifier.js';
import type { Policy } from '../ports/policies.js';
import type { OfferedMeans } from './means-offers.js';

/** What a registration is held against. */
export interface ExpectedMeans {
  /** 32 bytes: the enrolment's or change's own challenge, recomputed from what the SAM stored. */
  readonly challenge: Uint8Array;
  readonly policy: Policy;
}

type RegistrationOf<Kind extends Registration['kind']> = Extract<Registration, { kind: Kind }>;

/** Verifies what the approval page registered and makes a means of it. What was typed is in no value it answers. */
export class MakeMeans {
  constructor(
    private readonly passkeys: PasskeyVerifier,
    private readonly typed: TypedSecrets,
    private readonly makePin: MakePin,
    private readonly makeTotp: MakeTotp,
  ) {}

  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does; `hsm.refused`, `hsm.unavailable` */
  async run(registration: Registration, expected: ExpectedMeans): Promise<OfferedMeans> {
    switch (registration.kind) {
      case 'passkey':
        return this.passkey(registration, expected);
      case 'pin':
        return this.pin(registration, expected);
      case 'totp':
        return this.totp(registration, expected);
    }
  }

  private async passkey(registration: RegistrationOf<'passkey'>, expected: ExpectedMeans): Promise<OfferedMeans> {
    const { signCount, ...passkey } = await this.passkeys.register(registration, expected);
    return { means: { kind: 'passkey', meansId: newId('mns'), ...passkey }, counter: { signCount } };
  }

  private async pin({ sealed }: RegistrationOf<'pin'>, { challenge, policy }: ExpectedMeans): Promise<OfferedMeans> {
    const pin = await this.typed.open(sealed, { challenge, kind: 'pin' });
    return { means: await this.makePin.run(pin, policy), counter: {} };
  }

  private async totp(registration: RegistrationOf<'totp'>, { challenge }: ExpectedMeans): Promise<OfferedMeans> {
    const secret = await this.typed.open(registration.secret, { challenge, kind: 'totp-secret' });
    const code = await this.typed.open(registration.code, { challenge, kind: 'totp' });
    const { means, lastStep } = await this.makeTotp.run({ secret, code });
    return { means, counter: { lastStep } };
  }
}
