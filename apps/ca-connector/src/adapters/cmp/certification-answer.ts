import type { ServiceError } from '@paraph/contracts';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CertRepMessage, ErrorMsgContent, PollRepContent } from './codec/certification.js';
import { outcomeOf, type Failure } from './codec/pki-status.js';
import type { Answer } from './exchange.js';
import { refusal, refusalByError, withDetails } from './refusal.js';
import { unavailable } from './unavailable.js';

/** What an answer on the way to a certificate comes to. */
export type CertificationAnswer =
  | { readonly kind: 'certificate'; readonly certReqId: number; readonly certificate: Uint8Array }
  | { readonly kind: 'waiting'; readonly certReqId: number; readonly retryAfterMs: number }
  /** An error message that is not about what was asked for in the first place. */
  | { readonly kind: 'error'; readonly failures: readonly Failure[]; readonly refusal: ServiceError };

/** Where the authority does not say when to come again. */
const WAIT_MS = 60_000;
/** RFC 9483 section 4.4: a message as a whole is waited for, not one of its requests. */
export const WHOLE_MESSAGE = -1;

/** @throws `certificate.refused`, `authority.unavailable`; an Error for what is no DER */
export function readCertificationAnswer({ body }: Answer): CertificationAnswer {
  if (body.kind === 'ip' || body.kind === 'cp') return readResponse(AsnConvert.parse(body.content, CertRepMessage));
  if (body.kind === 'pollRep') return readPollAnswer(AsnConvert.parse(body.content, PollRepContent));
  if (body.kind === 'error') return readError(AsnConvert.parse(body.content, ErrorMsgContent));
  throw unavailable(`it answers with ${body.kind}, which was not asked for`);
}

function readResponse({ response }: CertRepMessage): CertificationAnswer {
  const [only, ...more] = response;
  if (!only || more.length > 0) throw unavailable('it answers about another number of certificates than one');
  const { certReqId, status, certifiedKeyPair } = only;
  // RFC 9483 sections 4.1.1 and 4.1.4: ours is the first request, or the PKCS#10 one, which has no number.
  if (certReqId !== 0 && certReqId !== -1) throw unavailable('it answers a request that was not made');
  const outcome = outcomeOf(status);
  if (outcome.status === 'waiting') return { kind: 'waiting', certReqId, retryAfterMs: WAIT_MS };
  // grantedWithMods: what was changed is judged like all that an authority brings.
  if (outcome.status !== 'accepted' && outcome.status !== 'grantedWithMods') throw refusal(outcome);
  const certificate = certifiedKeyPair?.certOrEncCert.certificate;
  if (!certificate) throw unavailable('it grants a certificate and brings none');
  return { kind: 'certificate', certReqId, certificate: new Uint8Array(certificate) };
}

function readPollAnswer([only]: PollRepContent): CertificationAnswer {
  if (!only) throw unavailable('it answers a poll with nothing');
  return { kind: 'waiting', certReqId: only.certReqId, retryAfterMs: Math.max(0, Number(only.checkAfter)) * 1000 };
}

function readError(content: ErrorMsgContent): CertificationAnswer {
  const outcome = outcomeOf(content.pkiStatusInfo);
  if (outcome.status === 'waiting') return { kind: 'waiting', certReqId: WHOLE_MESSAGE, retryAfterMs: WAIT_MS };
  return { kind: 'error', failures: outcome.failures, refusal: refusalByError(withDetails(outcome, content)) };
}
