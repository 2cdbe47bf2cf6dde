import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.js';

function breaker(): { breaker: CircuitBreaker; states: BreakerState[] } {
  const states: BreakerState[] = [];
  return { breaker: new CircuitBreaker(3, (state) => states.push(state)), states };
}

describe('a circuit breaker', () => {
  it('is closed', () => {
    expect(breaker().breaker.state).toBe('closed');
  });

  it('opens at the third failure in a row, and says so once', () => {
    const { breaker: one, states } = breaker();
    expect([one.failed(), one.failed(), one.failed(), one.failed()]).toEqual([false, false, true, false]);
    expect(states).toEqual(['open']);
  });

  it('does not open when a success comes between', () => {
    const { breaker: one } = breaker();
    for (let i = 0; i < 10; i++) {
      expect([one.failed(), one.failed()]).toEqual([false, false]);
      one.succeeded();
    }
    expect(one.state).toBe('closed');
  });

  it('is half open for a trial, and opens again when it fails', () => {
    const { breaker: one, states } = breaker();
    one.open();
    one.tryAgain();
    one.open();
    one.tryAgain();
    one.close();
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('counts from the beginning after a trial that went well', () => {
    const { breaker: one } = breaker();
    for (let i = 0; i < 3; i++) one.failed();
    one.tryAgain();
    one.close();
    expect([one.failed(), one.failed(), one.failed()]).toEqual([false, false, true]);
  });

  it('makes no trial while it is closed, and no success closes it', () => {
    const { breaker: one } = breaker();
    one.tryAgain();
    expect(one.state).toBe('closed');
    one.open();
    one.succeeded();
    expect(one.state).toBe('open');
  });
});
