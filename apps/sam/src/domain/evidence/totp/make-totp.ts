import { newId, type Clock } from '@paraph/kernel';
import type { TimeBasedCodes } from '../../ports/time-based-codes.js';
import type { TotpMeans } from '../../records/record-kinds.js';
import { refusedEvidence } from '../refused-evidence.js';
import { base32Secret } from './base32-secret.js';
import type { TotpSecrets } from './totp-secrets.js';

/** A generator that was registered. */
export interface MadeTotp {
  /** From when it counts, the caller decides. */
  readonly means: Omit<TotpMeans, 'usableFrom' | 'usableUntil'>;
  /** The time step of its first code: the means' counter begins there, so that this code is no evidence as well. */
  readonly lastStep: number;
}

/** Makes a means of a TOTP secret, once a code made with it shows that the signer's generator has it. */
export class MakeTotp {
  constructor(
    private readonly secrets: TotpSecrets,
    private readonly codes: TimeBasedCodes,
    private readonly clock: Clock,
  ) {}

  /** @param secret Base32, 20 bytes @throws `evidence.invalid`, `hsm.unavailable` */
  async run({ secret: text, code }: { readonly secret: string; readonly code: string }): Promise<MadeTotp> {
    const secret = base32Secret(text);
    if (!secret) throw refusedEvidence('a TOTP secret is 20 bytes in Base32');
    try {
      const lastStep = this.codes.step(secret, code, this.clock.now());
      if (lastStep === undefined) throw refusedEvidence('the first code was not made with this secret');
      const meansId = newId('mns');
      return { means: { kind: 'totp', meansId, sealedSecret: await this.secrets.seal(meansId, secret) }, lastStep };
    } finally {
      secret.fill(0);
    }
  }
}
