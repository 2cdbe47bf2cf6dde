import { Controller } from '@nestjs/common';
import {
  acceptEnrolment,
  bindCertificate,
  describeEnrolment,
  destroyByDecision,
  destroyKey,
  openEnrolment,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { fromBase64, sha256Hex, toBase64 } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { AcceptEnrolment } from '../domain/enrolment/accept-enrolment.js';
import { BindCertificate } from '../domain/enrolment/bind-certificate.js';
import { Enrolments } from '../domain/enrolment/enrolments.js';
import { KeyDestructions } from '../domain/enrolment/key-destructions.js';
import { OpenEnrolment } from '../domain/enrolment/open-enrolment.js';

/** The way of a key from its generation to its certificate. */
@Controller()
export class EnrolmentController {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly opening: OpenEnrolment,
    private readonly acceptance: AcceptEnrolment,
    private readonly binding: BindCertificate,
    private readonly destruction: KeyDestructions,
  ) {}

  @Answers(openEnrolment)
  async openEnrolment(request: RequestOf<typeof openEnrolment>): Promise<ReplyOf<typeof openEnrolment>> {
    const { draft, multisign } = await this.opening.run(request);
    const { enrolmentId, publicKey, expiresAt } = draft;
    return { enrolmentId, publicKey, multisign, expiresAt };
  }

  @Answers(describeEnrolment)
  async describeEnrolment({ enrolmentId }: RequestOf<typeof describeEnrolment>): Promise<ReplyOf<typeof describeEnrolment>> {
    const { draft, state } = await this.enrolments.find(enrolmentId);
    const { credentialId, publicKey, algorithm, provider, terms, statement, expiresAt } = draft;
    return { enrolmentId, credentialId, state, keyThumbprint: sha256Hex(fromBase64(publicKey) ?? ''), algorithm, provider, terms, statement, expiresAt };
  }

  @Answers(acceptEnrolment)
  async acceptEnrolment({ enrolmentId, idToken }: RequestOf<typeof acceptEnrolment>): Promise<ReplyOf<typeof acceptEnrolment>> {
    const { csr, person } = await this.acceptance.run(enrolmentId, idToken);
    return { csr: toBase64(csr), ...person };
  }

  @Answers(bindCertificate)
  async bindCertificate({ credentialId, certificate }: RequestOf<typeof bindCertificate>): Promise<ReplyOf<typeof bindCertificate>> {
    const { fingerprint, validFrom, validTo } = await this.binding.run(credentialId, fromBase64(certificate) ?? new Uint8Array());
    return { fingerprint, validFrom, validTo };
  }

  @Answers(destroyKey)
  async destroyKey({ credentialId }: RequestOf<typeof destroyKey>): Promise<ReplyOf<typeof destroyKey>> {
    await this.destruction.unused.run(credentialId);
    return { credentialId };
  }

  @Answers(destroyByDecision)
  async destroyByDecision({ credentialId, changeId }: RequestOf<typeof destroyByDecision>): Promise<ReplyOf<typeof destroyByDecision>> {
    await this.destruction.decided.run(credentialId, changeId);
    return { credentialId };
  }
}
