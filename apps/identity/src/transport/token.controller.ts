import { Controller } from '@nestjs/common';
import { introspectToken, reportRefusal, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { IntrospectToken } from '../domain/tokens/introspect-token.js';
import { ReportRefusal } from '../domain/tokens/report-refusal.js';

/** Answers the gateway: what a token may do, and that a request was refused. */
@Controller()
export class TokenController {
  constructor(
    private readonly introspection: IntrospectToken,
    private readonly report: ReportRefusal,
  ) {}

  @Answers(introspectToken)
  introspectToken(request: RequestOf<typeof introspectToken>): Promise<ReplyOf<typeof introspectToken>> {
    return this.introspection.run(request);
  }

  @Answers(reportRefusal)
  reportRefusal(request: RequestOf<typeof reportRefusal>): Promise<ReplyOf<typeof reportRefusal>> {
    return this.report.run(request);
  }
}
