import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Repeated } from './repeated.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Work that ends when it is told to. */
function slowWork() {
  const turns: (() => void)[] = [];
  return { turns, work: () => new Promise<void>((done) => void turns.push(done)) };
}

describe('repeated work', () => {
  it('is done at the start and again after each pause', async () => {
    const { turns, work } = slowWork();
    const repeated = new Repeated(1_000, work);
    repeated.begin();
    expect(turns).toHaveLength(1);
    turns[0]?.();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(turns).toHaveLength(2);
  });

  it('is not begun while it is at hand', async () => {
    const { turns, work } = slowWork();
    new Repeated(1_000, work).begin();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(turns).toHaveLength(1);
  });

  it('is waited for at the end, and not begun again', async () => {
    const { turns, work } = slowWork();
    const repeated = new Repeated(1_000, work);
    repeated.begin();
    let isOver = false;
    const end = repeated.end().then(() => (isOver = true));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(isOver).toBe(false);
    turns[0]?.();
    await end;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(turns).toHaveLength(1);
  });
});
