import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@paraph/platform';
import type { TokenVitals } from './pkcs11/token-vitals.js';
import { TokenFigures } from './token-figures.js';

const vitals: TokenVitals = {
  label: 'east',
  breaker: 'closed',
  signatures: 12,
  heals: 0,
  waiting: 3,
  sessionsOpen: 7,
  sessionsBusy: 2,
  threadsHung: 0,
  cacheHits: 10,
  cacheMisses: 2,
  answers: new Map([['CKR_DEVICE_REMOVED', 4]]),
};

async function textWith(...tokens: readonly TokenVitals[]): Promise<string> {
  const metrics = new Metrics('sam');
  const figures = new TokenFigures(metrics);
  for (const one of tokens) figures.show({ vitals: one });
  figures.answered({ token: 'east', operation: 'sign', outcome: 'failure', seconds: 0.02 });
  return metrics.text();
}

describe('the figures of tokens', () => {
  it.each([
    'paraph_sam_token_signatures_total{token="east",service="sam"} 12',
    'paraph_sam_token_queue_length{token="east",service="sam"} 3',
    'paraph_sam_token_sessions_open{token="east",service="sam"} 7',
    'paraph_sam_token_sessions_busy{token="east",service="sam"} 2',
    'paraph_sam_token_cache_hits_total{token="east",service="sam"} 10',
    'paraph_sam_token_cache_misses_total{token="east",service="sam"} 2',
    'paraph_sam_token_errors_total{token="east",ckr="CKR_DEVICE_REMOVED",service="sam"} 4',
    'paraph_sam_token_breaker{token="east",state="closed",service="sam"} 1',
    'paraph_sam_token_breaker{token="east",state="open",service="sam"} 0',
    'paraph_sam_token_call_seconds_count{service="sam",token="east",operation="sign",outcome="failure"} 1',
  ])('say %s', async (line) => {
    expect(await textWith(vitals)).toContain(line);
  });

  it('tell tokens apart', async () => {
    const text = await textWith(vitals, { ...vitals, label: 'west', breaker: 'open', heals: 2 });
    expect(text).toContain('paraph_sam_token_heals_total{token="west",service="sam"} 2');
    expect(text).toContain('paraph_sam_token_breaker{token="west",state="open",service="sam"} 1');
    expect(text).toContain('paraph_sam_token_breaker{token="east",state="open",service="sam"} 0');
  });

  it('do not add up when they are asked for twice, and show the newest of a label', async () => {
    const metrics = new Metrics('sam');
    const figures = new TokenFigures(metrics);
    figures.show({ vitals });
    await metrics.text();
    figures.show({ vitals: { ...vitals, signatures: 13 } });
    expect(await metrics.text()).toContain('paraph_sam_token_signatures_total{token="east",service="sam"} 13');
  });
});
