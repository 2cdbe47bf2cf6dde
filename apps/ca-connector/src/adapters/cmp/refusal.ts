import type { ServiceError } from '@paraph/contracts';
import type { ErrorMsgContent } from './codec/certification.js';
import { plainText, type Failure, type Outcome } from './codec/pki-status.js';
import { refused, unavailable } from './unavailable.js';

/**
 * Failures that say nothing of what was asked: the server, its clock, or what it makes of us. An order must not end because an operator has let a
 * certificate expire; once that is mended, asking again helps.
 */
const notOfTheOrder: readonly Failure[] = [
  'badMessageCheck',
  'badTime',
  'missingTimeStamp',
  'wrongIntegrity',
  'badRecipientNonce',
  'badSenderNonce',
  'timeNotAvailable',
  'signerNotTrusted',
  'transactionIdInUse',
  'unsupportedVersion',
  'notAuthorized',
  'systemUnavail',
  'systemFailure',
];

/** What becomes of an order that an authority has said no to, in an answer that is proven to be its own. */
export function refusal(outcome: Outcome): ServiceError {
  return outcome.failures.some((one) => notOfTheOrder.includes(one)) ? unavailable(wordsOf(outcome)) : refused(wordsOf(outcome));
}

/**
 * The same for an error in the place of an answer. Servers have one for whatever they stumble over: unless it names what is wrong with the request,
 * it is none about the order.
 */
export function refusalByError(outcome: Outcome): ServiceError {
  const named = outcome.failures.filter((one) => one !== 'badRequest');
  return named.length > 0 ? refusal(outcome) : unavailable(wordsOf(outcome));
}

/** An error's own words beside those of its status. */
export function withDetails(outcome: Outcome, { errorDetails }: ErrorMsgContent): Outcome {
  return { ...outcome, text: plainText([outcome.text, ...(errorDetails ?? [])]) };
}

function wordsOf({ status, failures, text }: Outcome): string {
  const named = failures.length > 0 ? ` (${failures.join(', ')})` : '';
  return `the authority answers ${status}${named}${text === '' ? '' : `: ${text}`}`;
}
