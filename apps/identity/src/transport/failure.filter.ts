import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { correlationId, Log, unavailableIfLost } from '@paraph/platform';
import { InteractionOver } from '../domain/authorisations/interaction-over.js';
import { OAuthRefusal } from '../domain/oauth-refusal.js';
import { languageOf, type BrowserReply, type BrowserRequest } from './browser.js';
import { failurePage, type FailureKind } from './pages/failure-page.js';
import { sendPage } from './pages/send-page.js';

const statuses: Readonly<Record<FailureKind, number>> = { over: 400, unknown: 404, refused: 400, unreadable: 400, busy: 503, broken: 500 };

/** Shows a person why a page cannot be, in words; what happened exactly is in the log, under the id on the page. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = unavailableIfLost(thrown);
    const kind = kindOf(error);
    if (kind === 'broken') this.log.error('page-failed', error);
    else this.log.info('page-refused', { kind, reason: error instanceof Error ? error.message : 'unknown' });
    const http = host.switchToHttp();
    const language = languageOf(http.getRequest<BrowserRequest>());
    sendPage(http.getResponse<BrowserReply>(), { ...failurePage(language, { kind, reference: correlationId() }), status: statuses[kind] });
  }
}

function kindOf(error: unknown): FailureKind {
  if (error instanceof InteractionOver || error instanceof OAuthRefusal) return 'over';
  if (error instanceof HttpException) return error.getStatus() === 404 ? 'unknown' : 'unreadable';
  if (!(error instanceof ServiceError)) return 'broken';
  return kindOfCode(error.code);
}

function kindOfCode(code: ServiceError['code']): FailureKind {
  switch (code) {
    case 'enrolment.unknown':
    case 'change.unknown':
    case 'proposal.unknown':
    case 'credential.unknown':
    case 'means.unknown':
      return 'unknown';
    case 'enrolment.state':
    case 'enrolment.expired':
    case 'activation.unknown':
    case 'activation.state':
    case 'activation.expired':
    case 'change.state':
    case 'change.expired':
    case 'proposal.state':
    case 'credential.state':
      return 'over';
    case 'evidence.invalid':
    case 'evidence.missing':
    case 'evidence.locked':
    case 'proposal.refused':
    case 'proposal.impossible':
    case 'certificate.refused':
    case 'credential.certificate_mismatch':
    case 'role.forbidden':
      return 'refused';
    case 'request.invalid':
      return 'unreadable';
    case 'evidence.too_many_codes':
    case 'activation.busy':
    case 'certificate.pending':
    case 'authority.unavailable':
    case 'message.undeliverable':
    case 'service.unavailable':
    case 'deadline.exceeded':
    case 'hsm.unavailable':
    case 'hsm.refused':
    case 'hsm.ambiguous':
      return 'busy';
    default:
      return 'broken';
  }
}
