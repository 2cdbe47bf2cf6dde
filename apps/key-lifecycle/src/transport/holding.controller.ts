import { Controller } from '@nestjs/common';
import { claimCredential, deleteCredential, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { ClaimCredential } from '../domain/claim-credential.js';
import { DeleteCredential } from '../domain/delete-credential.js';

/** The calls by which signers, through applications, take a credential into their hands and give it up. */
@Controller()
export class HoldingController {
  constructor(
    private readonly claim: ClaimCredential,
    private readonly deletion: DeleteCredential,
  ) {}

  @Answers(claimCredential)
  claimCredential({ credentialId, ...holder }: RequestOf<typeof claimCredential>): Promise<ReplyOf<typeof claimCredential>> {
    return this.claim.run(credentialId, holder);
  }

  @Answers(deleteCredential)
  async deleteCredential({ credentialId, changeId, ...holder }: RequestOf<typeof deleteCredential>): Promise<ReplyOf<typeof deleteCredential>> {
    await this.deletion.run(credentialId, holder, changeId);
    return { credentialId };
  }
}
