import { retryAfterOf } from './csc-error.js';
import type { EdgeAnswer } from './edge.js';

/** The part of Fastify's reply that is used here. */
export interface HttpReply {
  code(status: number): HttpReply;
  header(name: string, value: string): HttpReply;
  send(body?: object): void;
}

/** Writes an answer with the headers that belong to it. No answer of the API may be kept by anything in between. */
export function send(reply: HttpReply, answer: EdgeAnswer, correlation = ''): void {
  reply.header('cache-control', 'no-store').header('x-correlation-id', correlation);
  if ('body' in answer) {
    if (answer.body === undefined) reply.code(204).send();
    else reply.code(200).send(answer.body);
    return;
  }
  const { status, error, description } = answer.wire;
  const retryAfter = retryAfterOf(answer.failure);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (status === 405) reply.header('allow', 'POST');
  const challenge = challengeOf(status, error);
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  const text = status === 500 ? `${description}. Correlation id: ${correlation}` : description;
  reply.code(status).send({ error, error_description: text });
}

/** RFC 6750 section 3; it knows one code for what CSC splits into unknown and expired. */
function challengeOf(status: number, error: string): string | undefined {
  // RFC 9449 section 7.1.
  if (error === 'invalid_dpop_proof') return 'DPoP error="invalid_dpop_proof", algs="ES256 ES384 ES512 PS256 RS256 EdDSA"';
  if (status === 401) return 'Bearer error="invalid_token"';
  return status === 403 ? `Bearer error="${error}", scope="service"` : undefined;
}
