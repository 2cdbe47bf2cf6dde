import { destructionClaims, type AnswerOf, type managementEndpoints } from '@paraph/contracts';
import { textPdf, toBase64 } from '@paraph/kernel';
import { certificateText } from './certificate-text.js';
import type { KeyDestructions } from './key-destructions.js';

/** Hands out certificates of destruction, with what they say for programs and for people. The SAM signs; nothing is judged here. */
export class DestructionReport {
  constructor(private readonly destructions: KeyDestructions) {}

  /** @throws ServiceError as `KeyDestructions.certify` */
  async run(credentialId: string): Promise<AnswerOf<(typeof managementEndpoints)['certifyDestruction']>> {
    const certificate = await this.destructions.certify(credentialId);
    const claims = destructionClaims.parse(payloadOf(certificate));
    const words = { title: `Certificate of destruction ${credentialId}`, foot: credentialId, at: new Date(claims.iat * 1_000) };
    return { certificate, claims, pdf: toBase64(textPdf(certificateText(claims, certificate), words)) };
  }
}

function payloadOf(certificate: string): unknown {
  return JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
