import { Controller } from '@nestjs/common';
import { completeEnrolment, createCredential, describeCredential, endSession, listCredentials, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, type Caller } from '@paraph/platform';
import { Completions } from '../domain/renewals/completions.js';
import { CreateCredential } from '../domain/create-credential.js';
import { DescribeCredential } from '../domain/describe-credential.js';
import { EndSession } from '../domain/end-session.js';
import { ListCredentials } from '../domain/list-credentials.js';

/** The calls about credentials. */
@Controller()
export class CredentialController {
  constructor(
    private readonly creation: CreateCredential,
    private readonly completion: Completions,
    private readonly listing: ListCredentials,
    private readonly description: DescribeCredential,
    private readonly sessions: EndSession,
  ) {}

  @Answers(createCredential)
  async createCredential(request: RequestOf<typeof createCredential>, { service }: Caller): Promise<ReplyOf<typeof createCredential>> {
    const { subscriberId, ...asked } = request;
    const stated = service === 'identity' && subscriberId !== undefined ? { subscriberId } : {};
    const { credentialId, enrolment, statement } = await this.creation.run({ ...asked, ...stated });
    const expiresAt = enrolment.expiresAt.toISOString();
    return { credentialId, enrolmentId: enrolment.enrolmentId, expiresAt, ...(statement !== undefined && { statement }) };
  }

  @Answers(completeEnrolment)
  completeEnrolment({ enrolmentId, idToken }: RequestOf<typeof completeEnrolment>): Promise<ReplyOf<typeof completeEnrolment>> {
    return this.completion.run(enrolmentId, idToken);
  }

  @Answers(endSession)
  endSession({ enrolmentId, reason }: RequestOf<typeof endSession>): Promise<ReplyOf<typeof endSession>> {
    return this.sessions.run(enrolmentId, reason);
  }

  @Answers(listCredentials)
  async listCredentials({ onlyValid, ...asked }: RequestOf<typeof listCredentials>): Promise<ReplyOf<typeof listCredentials>> {
    return { credentials: [...(await this.listing.run(asked, onlyValid))] };
  }

  @Answers(describeCredential)
  describeCredential({ credentialId, ...onlooker }: RequestOf<typeof describeCredential>): Promise<ReplyOf<typeof describeCredential>> {
    return this.description.run(credentialId, onlooker);
  }
}
