import { AsnConvert } from '@peculiar/asn1-schema';
import type { RevocationStep } from '../../domain/certificate-authority.js';
import { ErrorMsgContent, RevRepContent } from './codec/certification.js';
import { outcomeOf, type Outcome } from './codec/pki-status.js';
import type { Answer } from './exchange.js';
import { refusal, refusalByError, withDetails } from './refusal.js';
import { unavailable } from './unavailable.js';

const WAIT_MS = 60_000;

/** What an answer to rr comes to. @throws `certificate.refused`, `authority.unavailable`; an Error for what is no DER */
export function readRevocationAnswer({ body }: Answer): RevocationStep {
  if (body.kind === 'rp') return stepOf(only(AsnConvert.parse(body.content, RevRepContent)));
  if (body.kind === 'error') return stepAfterError(AsnConvert.parse(body.content, ErrorMsgContent));
  throw unavailable(`it answers with ${body.kind}, which was not asked for`);
}

function stepOf(outcome: Outcome): RevocationStep {
  if (outcome.failures.includes('certRevoked')) return { kind: 'revoked' };
  switch (outcome.status) {
    case 'accepted':
    case 'grantedWithMods':
    case 'revocationNotification':
      return { kind: 'revoked' };
    // A poll would answer the same as rr asked again, which needs nothing kept.
    case 'waiting':
    case 'revocationWarning':
      return { kind: 'waiting', retryAfterMs: WAIT_MS };
    case 'rejection':
    case 'keyUpdateWarning':
      throw refusal(outcome);
  }
}

function stepAfterError(content: ErrorMsgContent): RevocationStep {
  const outcome = outcomeOf(content.pkiStatusInfo);
  // RFC 9483 section 4.2: that it was revoked already is a failure, and all that was wanted.
  if (outcome.failures.includes('certRevoked')) return { kind: 'revoked' };
  if (outcome.status === 'waiting') return { kind: 'waiting', retryAfterMs: WAIT_MS };
  throw refusalByError(withDetails(outcome, content));
}

function only({ status: [first, ...more] }: RevRepContent): Outcome {
  if (!first || more.length > 0) throw unavailable('it answers about another number of certificates than one');
  return outcomeOf(first);
}
