import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { MemoryTransactions } from '../../test/memory-transactions.js';
import { Reason, Refusals, type RefusalContext } from './refusals.js';

const context = (): RefusalContext => ({ type: 'signature-refused', actor: { kind: 'client', id: 'cli_1' }, particulars: { attemptId: 'att_1' } });
const refusal = () => new ServiceError('sad.spent', 'nothing is left', { cause: new Reason('signed already') });

describe('refusals', () => {
  it('leave nothing where nothing was refused', async () => {
    const transactions = new MemoryTransactions();
    await expect(new Refusals(transactions).recorded(context(), () => Promise.resolve('done'))).resolves.toBe('done');
    expect(transactions.events).toEqual([]);
  });

  it('leave an event with the code and the reason, and go on as they were', async () => {
    const transactions = new MemoryTransactions();
    await expect(new Refusals(transactions).recorded(context(), () => Promise.reject(refusal()))).rejects.toMatchObject({ code: 'sad.spent' });
    expect(transactions.events).toEqual([
      expect.objectContaining({
        type: 'signature-refused',
        outcome: 'failure',
        cause: 'sad.spent',
        particulars: { attemptId: 'att_1', reason: 'signed already' },
      }),
    ]);
  });

  it('say of a bug no more than that there was one', async () => {
    const transactions = new MemoryTransactions();
    await expect(new Refusals(transactions).recorded(context(), () => Promise.reject(new Error('a secret of the inside')))).rejects.toThrow();
    expect(transactions.events).toEqual([expect.objectContaining({ cause: 'internal', particulars: { attemptId: 'att_1' } })]);
  });

  it('leave one event each where many come at once', async () => {
    const transactions = new MemoryTransactions();
    const refusals = new Refusals(transactions);
    const all = Array.from({ length: 250 }, (_, index) =>
      refusals.recorded({ ...context(), particulars: { attemptId: `att_${index}` } }, () => Promise.reject(refusal())),
    );
    await Promise.allSettled(all);
    expect(new Set(transactions.events.map(({ particulars }) => particulars?.['attemptId'])).size).toBe(250);
  });

  it('do not go on before their event is written', async () => {
    const transactions = new MemoryTransactions();
    transactions.fail(1);
    await expect(new Refusals(transactions).recorded(context(), () => Promise.reject(refusal()))).rejects.not.toMatchObject({ code: 'sad.spent' });
    expect(transactions.events).toEqual([]);
  });
});
