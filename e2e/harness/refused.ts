import { expect } from '@jest/globals';
import { refusal, type Answer } from './answer.ts';
import { logEnd, signaturesMade, untilEvent, type AuditEvent } from './audit-log.ts';

/** The events that tell of a refusal, whoever refused. */
const REFUSALS = ['signature-refused', 'request-refused', 'client-refused', 'authorisation-refused'];

/** What the log says at a moment about one credential; what comes after is compared with it. */
export interface Before {
  readonly credentialId: string;
  readonly made: number;
  readonly after: string;
}

/** Remembers how things stand. */
export async function before(credentialId: string): Promise<Before> {
  return { credentialId, made: await signaturesMade(credentialId), after: await logEnd() };
}

/** The answer is this refusal to the letter, an event tells of it, and nothing was signed. */
export async function expectRefused(since: Before, answer: Answer, expected: object): Promise<AuditEvent> {
  expect(refusal(answer)).toEqual(expected);
  const event = await untilEvent({ after: since.after, outcome: 'failure' }, ({ type }) => REFUSALS.includes(type));
  expect(await signaturesMade(since.credentialId)).toBe(since.made);
  return event;
}
