import { Controller } from '@nestjs/common';
import { describeRegistration, offerProof, protectMessage, revokeByProof, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { DescribeRegistration } from '../domain/registration/describe-registration.js';
import { ProtectMessage } from '../domain/registration/protect-message.js';
import { OfferedProofs } from '../domain/revocation-proof/offered-proofs.js';
import { RevokeByProof } from '../domain/revocation-proof/revoke-by-proof.js';

/** What the SAM has to do with certification authorities elsewhere: it speaks to them through a neighbour, and hears of revocations by their signature alone. */
@Controller()
export class CertificationController {
  constructor(
    private readonly proofs: OfferedProofs,
    private readonly revocation: RevokeByProof,
    private readonly registration: DescribeRegistration,
    private readonly protection: ProtectMessage,
  ) {}

  @Answers(offerProof)
  async offerProof({ bytes, ...part }: RequestOf<typeof offerProof>): Promise<ReplyOf<typeof offerProof>> {
    await this.proofs.offer({ ...part, bytes: fromBase64(bytes) ?? new Uint8Array() });
    return { part: part.part };
  }

  @Answers(revokeByProof)
  async revokeByProof(reference: RequestOf<typeof revokeByProof>): Promise<ReplyOf<typeof revokeByProof>> {
    const revokedAt = await this.revocation.run(reference);
    return { credentialId: reference.credentialId, revokedAt: revokedAt.toISOString() };
  }

  @Answers(describeRegistration)
  async describeRegistration(): Promise<ReplyOf<typeof describeRegistration>> {
    const { csr, publicKey } = await this.registration.run();
    return { csr: toBase64(csr), publicKey: toBase64(publicKey) };
  }

  @Answers(protectMessage)
  async protectMessage({ protectedPart, certificate, ...about }: RequestOf<typeof protectMessage>): Promise<ReplyOf<typeof protectMessage>> {
    const message = { ...about, protectedPart: bytesOf(protectedPart), ...(certificate === undefined ? {} : { certificate: bytesOf(certificate) }) };
    return { signature: toBase64(await this.protection.run(message)) };
  }
}

function bytesOf(text: string): Uint8Array {
  return fromBase64(text) ?? new Uint8Array();
}
