import type { Call } from '@paraph/contracts';
import type { SpanFacts } from '../tracing/span.js';

const made = new Map<Call, { readonly client: SpanFacts; readonly server: SpanFacts }>();

/** A call over the bus as a step of a trace, as whoever asks or whoever answers sees it. Made once for each call: there are some on every request. */
export function callSpan(call: Call, kind: 'client' | 'server'): SpanFacts {
  const known = made.get(call) ?? spansOf(call);
  made.set(call, known);
  return known[kind];
}

function spansOf({ service, name }: Call): { readonly client: SpanFacts; readonly server: SpanFacts } {
  const facts = { name: `${service} ${name}`, attributes: { 'rpc.system': 'nats', 'rpc.service': service, 'rpc.method': name } } as const;
  return { client: { ...facts, kind: 'client' }, server: { ...facts, kind: 'server' } };
}
