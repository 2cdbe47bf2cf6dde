import { ServiceError } from '@paraph/contracts';
import { fromBase64Url } from '@paraph/kernel';
import { z } from 'zod';
import { type EvidenceExchange } from '../ports/evidence-exchange.js';
import { type Sam } from '../ports/sam.js';
import { type SignerStore } from '../ports/signer-store.js';
import type { ProviderAnswer } from './provider-answer.js';

/** Redeems a provider's code with what the SAM releases for it, once: this service holds neither key nor verifier. */
export class RedeemEvidence {
  constructor(
    private readonly sam: Sam,
    private readonly exchange: EvidenceExchange,
    private readonly signers: SignerStore,
  ) {}

  /** The ID token. @throws ServiceError `….state`, evidence.invalid, role.forbidden, service.unavailable */
  async run(reference: string, { code, issuer }: ProviderAnswer): Promise<string> {
    if (code === undefined) throw new ServiceError('evidence.invalid', 'the identity provider gave no evidence');
    // Whether it is the provider that was asked (RFC 9207), the SAM judges before it releases anything.
    const released = await this.sam.releaseExchange({ reference, ...(issuer !== undefined && { issuer }) });
    const idToken = await this.exchange.redeem(released, code);
    if (reference.startsWith('enr_')) await this.refuseOperator(idToken);
    return idToken;
  }

  // Before there is a key to sign with: nobody holds a role of trust and signs (ROL-03). Whether the token is genuine, the SAM judges afterwards.
  private async refuseOperator(idToken: string): Promise<void> {
    const { success, data } = identified.safeParse(payloadOf(idToken));
    if (!success || !(await this.signers.isOperators({ issuer: data.iss, subject: data.sub }))) return;
    throw new ServiceError('role.forbidden', 'who holds a role of trust in this service does not sign with it');
  }
}

const identified = z.object({ iss: z.string(), sub: z.string() });
/** What a compact JWS says, its signature not looked at; `undefined` for what is none. */
function payloadOf(jws: string): unknown {
  const bytes = fromBase64Url(jws.split('.')[1] ?? '');
  try {
    return bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
