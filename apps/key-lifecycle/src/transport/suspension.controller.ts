import { Controller } from '@nestjs/common';
import { refreshCredential, reportRevocation, suspendCredential, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { RefreshCredential } from '../domain/refresh-credential.js';
import { ReportRevocation } from '../domain/report-revocation.js';
import { SuspendCredential } from '../domain/suspend-credential.js';

/** The calls that stop a credential, and that follow the SAM where it restarted one. */
@Controller()
export class SuspensionController {
  constructor(
    private readonly suspension: SuspendCredential,
    private readonly refreshing: RefreshCredential,
    private readonly report: ReportRevocation,
  ) {}

  @Answers(suspendCredential)
  async suspendCredential({ credentialId, ...suspension }: RequestOf<typeof suspendCredential>): Promise<ReplyOf<typeof suspendCredential>> {
    return { credentialId, state: await this.suspension.run(credentialId, suspension) };
  }

  @Answers(reportRevocation)
  async reportRevocation({ credentialId, ...reported }: RequestOf<typeof reportRevocation>): Promise<ReplyOf<typeof reportRevocation>> {
    return { credentialId, state: await this.report.run(credentialId, reported) };
  }

  @Answers(refreshCredential)
  async refreshCredential({ credentialId }: RequestOf<typeof refreshCredential>): Promise<ReplyOf<typeof refreshCredential>> {
    return { credentialId, state: await this.refreshing.run(credentialId) };
  }
}
