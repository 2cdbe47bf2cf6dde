import { Controller } from '@nestjs/common';
import { refreshCredential, suspendCredential, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { RefreshCredential } from '../domain/refresh-credential.js';
import { SuspendCredential } from '../domain/suspend-credential.js';

/** The calls that stop a credential, and that follow the SAM where it restarted one. */
@Controller()
export class SuspensionController {
  constructor(
    private readonly suspension: SuspendCredential,
    private readonly refreshing: RefreshCredential,
  ) {}

  @Answers(suspendCredential)
  async suspendCredential({ credentialId, ...suspension }: RequestOf<typeof suspendCredential>): Promise<ReplyOf<typeof suspendCredential>> {
    return { credentialId, state: await this.suspension.run(credentialId, suspension) };
  }

  @Answers(refreshCredential)
  async refreshCredential({ credentialId }: RequestOf<typeof refreshCredential>): Promise<ReplyOf<typeof refreshCredential>> {
    return { credentialId, state: await this.refreshing.run(credentialId) };
  }
}
