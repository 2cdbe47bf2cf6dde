import { beforeEach, describe, expect, it } from '@jest/globals';
import { notThe, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { photograph } from './restored-database.js';

/* Attack: a process that was made to start again has forgotten the tries; a database that puts its rows back starts anew with it. */

describe('a code that was made before a process began', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  let code: string;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code']]);
    ada = await typed.signer();
    draft = await typed.world.open(ada);
    code = await typed.code(draft);
  });
  const startLater = async () => {
    typed.world.clock.advance(1_000);
    return typed.start();
  };
  const lastReason = async () => (await typed.world.stores.events()).at(-1)?.particulars?.['reason'];

  it('control: the process that made it takes it, and one signature is made', async () => {
    await startLater();
    expect(await typed.type(draft, 'one-time-code', code)).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('control: the new process takes a code that is sent now, whichever process sends it', async () => {
    const later = await startLater();
    typed.world.clock.advance(30_000);
    expect(await typed.type(draft, 'one-time-code', await typed.code(draft), later)).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('is refused, even if it is right', async () => {
    const later = await startLater();
    expect(await typed.type(draft, 'one-time-code', code, later)).toBe('evidence.invalid');
    expect(await lastReason()).toBe('the code was made before this process began');
    expect(await typed.sign(ada, draft)).toEqual({ result: 'activation.state', signed: 0 });
  });

  it('cannot be guessed by starting again and again', async () => {
    const restore = photograph(typed);
    for (let starts = 0; starts < 10; starts += 1) {
      const later = await startLater();
      for (let count = 0; count < 3; count += 1)
        expect(await typed.type(draft, 'one-time-code', count < 2 ? notThe(code) : code, later)).toBe('evidence.invalid');
      restore();
    }
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('cannot be made younger by the database', async () => {
    const later = await startLater();
    const row = typed.rows.codes.table.get(draft.activationId);
    if (row) typed.rows.codes.table.set(row.id, { ...row, text: row.text.replace(/"madeAt":"[^"]*"/, `"madeAt":"${typed.world.clock.now().toISOString()}"`) });
    expect(await typed.type(draft, 'one-time-code', code, later)).toBe('record.tampered');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
