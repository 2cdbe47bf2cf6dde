import { describeRegistration, protectMessage, type ServiceError, type Call } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** What the SAM was asked to sign. */
export interface Protected {
  readonly credentialId?: string | undefined;
  readonly certificate?: string | undefined;
  readonly protectedPart: Buffer;
}

/** Stands for the SAM where only its signatures matter: a key in software. */
export class SoftwareSam {
  readonly asked: Protected[] = [];
  /** While set, every request for a signature ends with it. */
  refusal: ServiceError | undefined;

  constructor(private readonly keyPem: string) {}

  readonly bus: Pick<Bus, 'call'> = {
    call: ((call: Call, request: { protectedPart: string; credentialId?: string; certificate?: string }) =>
      Promise.resolve().then(() => this.answer(call, request))) as Bus['call'],
  };

  private answer(call: Call, { protectedPart, ...concern }: { protectedPart: string; credentialId?: string; certificate?: string }): unknown {
    const key = createPrivateKey(this.keyPem);
    if (call.name === describeRegistration.name) return { csr: '', publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64') };
    if (call.name !== protectMessage.name) throw new Error(`the SAM is asked for ${call.name}`);
    if (this.refusal) throw this.refusal;
    const bytes = Buffer.from(protectedPart, 'base64');
    this.asked.push({ ...concern, protectedPart: bytes });
    return { signature: sign('sha256', bytes, { key, dsaEncoding: 'der' }).toString('base64') };
  }
}
