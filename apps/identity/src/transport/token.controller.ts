import { Controller } from '@nestjs/common';
import { introspectToken, listBrowserOrigins, reportRefusal, revokeToken, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { BrowserOrigins } from '../domain/clients/browser-origins.js';
import { IntrospectToken } from '../domain/tokens/introspect-token.js';
import { ReportRefusal } from '../domain/tokens/report-refusal.js';
import { RevokeToken } from '../domain/tokens/revoke-token.js';

/** Answers the gateway: what a token may do, that it may do nothing more, that a request was refused, who may call from a browser. */
@Controller()
export class TokenController {
  constructor(
    private readonly introspection: IntrospectToken,
    private readonly revocation: RevokeToken,
    private readonly origins: BrowserOrigins,
    private readonly report: ReportRefusal,
  ) {}

  @Answers(introspectToken)
  introspectToken(request: RequestOf<typeof introspectToken>): Promise<ReplyOf<typeof introspectToken>> {
    return this.introspection.run(request);
  }

  @Answers(revokeToken)
  revokeToken(request: RequestOf<typeof revokeToken>): Promise<ReplyOf<typeof revokeToken>> {
    return this.revocation.run(request);
  }

  @Answers(listBrowserOrigins)
  listBrowserOrigins(): Promise<ReplyOf<typeof listBrowserOrigins>> {
    return this.origins.run();
  }

  @Answers(reportRefusal)
  reportRefusal(request: RequestOf<typeof reportRefusal>): Promise<ReplyOf<typeof reportRefusal>> {
    return this.report.run(request);
  }
}
