import { Controller } from '@nestjs/common';
import { beginEvidence, describeEvidence, presentEvidence, releaseExchange, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { BeginEvidence } from '../domain/evidence/oidc/begin-evidence.js';
import { ReleaseExchange } from '../domain/evidence/oidc/release-exchange.js';
import { PresentEvidence, type EvidenceProgress } from '../domain/evidence/present-evidence.js';

/** Evidence of every kind for activations and changes, and the way through the identity provider for enrolments too. */
@Controller()
export class EvidenceController {
  constructor(
    private readonly beginOne: BeginEvidence,
    private readonly releaseOne: ReleaseExchange,
    private readonly present: PresentEvidence,
  ) {}

  @Answers(beginEvidence)
  async begin({ reference }: RequestOf<typeof beginEvidence>): Promise<ReplyOf<typeof beginEvidence>> {
    return { authorizationUrl: await this.beginOne.run(reference) };
  }

  @Answers(releaseExchange)
  async release({ reference, issuer }: RequestOf<typeof releaseExchange>): Promise<ReplyOf<typeof releaseExchange>> {
    return this.releaseOne.run(reference, issuer);
  }

  @Answers(presentEvidence)
  async give({ reference, evidence }: RequestOf<typeof presentEvidence>): Promise<ReplyOf<typeof presentEvidence>> {
    return progress(await this.present.run(reference, evidence));
  }

  @Answers(describeEvidence)
  async describe({ reference }: RequestOf<typeof describeEvidence>): Promise<ReplyOf<typeof describeEvidence>> {
    const found = await this.present.describe(reference);
    return { ...progress(found), statement: found.draft.statement };
  }
}

function progress({ draft, state, given, missing }: EvidenceProgress): ReplyOf<typeof presentEvidence> {
  const { reference, signerId, credentialId, expiresAt } = draft;
  return { reference, state, given: [...given], missing: missing.map((kinds) => [...kinds]), signerId, credentialId, expiresAt: expiresAt.toISOString() };
}
