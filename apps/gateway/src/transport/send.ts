import type { EdgeAnswer } from './edge.js';

/** The part of Fastify's reply that is used here. */
export interface HttpReply {
  code(status: number): HttpReply;
  headers(values: Readonly<Record<string, string>>): HttpReply;
  send(body?: string): HttpReply;
}

/** Answers that are made once and sent often, as text. */
const written = new WeakMap<object, string>();

/** Writes an answer with the headers that belong to it. No answer of the API may be kept by anything in between. */
export function send(reply: HttpReply, answer: EdgeAnswer, correlation = ''): HttpReply {
  reply.code(answer.status).headers({ 'cache-control': 'no-store', vary: 'Origin', 'x-correlation-id': correlation, ...answer.headers });
  const text = 'failure' in answer ? failureText(answer.wire, correlation) : bodyText(answer.body);
  if (text === undefined) return reply.send();
  return reply.headers({ 'content-type': 'application/json; charset=utf-8' }).send(text);
}

function failureText({ status, error, description }: { status: number; error: string; description: string }, correlation: string): string {
  const text = status === 500 ? `${description}. Correlation id: ${correlation}` : description;
  return JSON.stringify({ error, error_description: text });
}

function bodyText(body: object | undefined): string | undefined {
  if (body === undefined || !Object.isFrozen(body)) return body && JSON.stringify(body);
  const text = written.get(body) ?? JSON.stringify(body);
  written.set(body, text);
  return text;
}
