import { Controller } from '@nestjs/common';
import {
  acceptEnrolment,
  bindCertificate,
  describeEnrolment,
  destroyByDecision,
  destroyKey,
  openEnrolment,
  ServiceError,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { fromBase64, sha256Hex, toBase64 } from '@paraph/kernel';
import { Answers, type Caller } from '@paraph/platform';
import { EnrolmentSteps } from '../domain/enrolment/enrolment-steps.js';
import { Enrolments } from '../domain/enrolment/enrolments.js';
import { KeyDestructions } from '../domain/enrolment/key-destructions.js';
import { EnrolmentOpenings } from '../domain/renewal/enrolment-openings.js';
import { AtHolder } from './at-holder.js';

/** The way of a key from its generation to its certificate. */
@Controller()
export class EnrolmentController {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly opening: EnrolmentOpenings,
    private readonly steps: EnrolmentSteps,
    private readonly destruction: KeyDestructions,
    private readonly atHolder: AtHolder,
  ) {}

  @Answers(openEnrolment)
  async openEnrolment(request: RequestOf<typeof openEnrolment>): Promise<ReplyOf<typeof openEnrolment>> {
    const { draft, multisign } = await this.open(request);
    const { enrolmentId, publicKey, expiresAt, statement } = draft;
    return { enrolmentId, publicKey, multisign, expiresAt, statement };
  }

  @Answers(describeEnrolment)
  async describeEnrolment({ enrolmentId }: RequestOf<typeof describeEnrolment>): Promise<ReplyOf<typeof describeEnrolment>> {
    const { draft, state } = await this.enrolments.find(enrolmentId);
    const { credentialId, publicKey, algorithm, provider, terms, statement, expiresAt } = draft;
    return { enrolmentId, credentialId, state, keyThumbprint: sha256Hex(fromBase64(publicKey) ?? ''), algorithm, provider, terms, statement, expiresAt };
  }

  @Answers(acceptEnrolment)
  acceptEnrolment(request: RequestOf<typeof acceptEnrolment>, caller: Caller): Promise<ReplyOf<typeof acceptEnrolment>> {
    const here = async (): Promise<ReplyOf<typeof acceptEnrolment>> => {
      const { csr, person } = await this.steps.accept.run(request.enrolmentId, request.idToken);
      return { csr: toBase64(csr), ...person };
    };
    return this.atHolder.run(acceptEnrolment, request, { caller, here });
  }

  @Answers(bindCertificate)
  bindCertificate(request: RequestOf<typeof bindCertificate>, caller: Caller): Promise<ReplyOf<typeof bindCertificate>> {
    const here = async (): Promise<ReplyOf<typeof bindCertificate>> => {
      const bound = await this.steps.bind.run(request.credentialId, fromBase64(request.certificate) ?? new Uint8Array());
      const { fingerprint, validFrom, validTo, activationId } = bound;
      return { fingerprint, validFrom, validTo, ...(activationId !== undefined && { activationId }) };
    };
    return this.atHolder.run(bindCertificate, request, { caller, here });
  }

  @Answers(destroyKey)
  destroyKey(request: RequestOf<typeof destroyKey>, caller: Caller): Promise<ReplyOf<typeof destroyKey>> {
    const { credentialId } = request;
    const here = async (): Promise<ReplyOf<typeof destroyKey>> => {
      await this.destruction.unused.run(credentialId);
      return { credentialId };
    };
    return this.atHolder.run(destroyKey, request, { caller, here });
  }

  @Answers(destroyByDecision)
  async destroyByDecision({ credentialId, changeId }: RequestOf<typeof destroyByDecision>): Promise<ReplyOf<typeof destroyByDecision>> {
    await this.destruction.decided.run(credentialId, changeId);
    return { credentialId };
  }

  private open(request: RequestOf<typeof openEnrolment>): ReturnType<EnrolmentOpenings['first']['run']> {
    const { renews, session } = request;
    if (renews !== undefined && session !== undefined) throw new ServiceError('request.invalid', 'session: a key of one session renews nothing');
    if (renews !== undefined) return this.opening.renewed.run({ ...request, renews });
    return session === undefined ? this.opening.first.run(request) : this.opening.session.run({ ...request, session });
  }
}
