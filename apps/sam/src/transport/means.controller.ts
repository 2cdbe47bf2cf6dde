import { Controller } from '@nestjs/common';
import { abandonChange, offerMeans, openChange, suspendBinding, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { AbandonChange } from '../domain/changes/abandon-change.js';
import { OpenChange } from '../domain/changes/open-change.js';
import { SuspendCredential } from '../domain/changes/suspend-credential.js';
import { OfferMeans } from '../domain/means/offer-means.js';

/** What signers do to the means of their credentials, and the stop that anybody may ask for. */
@Controller()
export class MeansController {
  constructor(
    private readonly offerOne: OfferMeans,
    private readonly openOne: OpenChange,
    private readonly abandonOne: AbandonChange,
    private readonly suspendOne: SuspendCredential,
  ) {}

  @Answers(offerMeans)
  async offer({ reference, registrations }: RequestOf<typeof offerMeans>): Promise<ReplyOf<typeof offerMeans>> {
    return { reference, kinds: [...(await this.offerOne.run(reference, registrations))] };
  }

  @Answers(openChange)
  async open(request: RequestOf<typeof openChange>): Promise<ReplyOf<typeof openChange>> {
    return this.openOne.run(request);
  }

  @Answers(abandonChange)
  async abandon({ changeId }: RequestOf<typeof abandonChange>): Promise<ReplyOf<typeof abandonChange>> {
    await this.abandonOne.run(changeId);
    return { changeId };
  }

  @Answers(suspendBinding)
  async suspend(request: RequestOf<typeof suspendBinding>): Promise<ReplyOf<typeof suspendBinding>> {
    await this.suspendOne.run(request);
    return { credentialId: request.credentialId, state: 'suspended' };
  }
}
