import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { Means } from '../../src/domain/records/record-kinds.js';

/* Attack: a supervisor who signs, stands beside herself: two factors become what one person holds in one hand. */

describe('a supervisor who is the signer', () => {
  let typed: TypedWorld;
  beforeEach(async () => void (typed = await TypedWorld.make([['supervised-code']])));

  /** A signer with the supervisor's own passkey among the means. */
  const herself = (change: Partial<Extract<Means, { kind: 'passkey' }>> = {}): Promise<TestSigner> => {
    const { id, publicKey } = typed.supervisor.passkey;
    const means: Means = {
      kind: 'passkey',
      meansId: newId('mns'),
      usableFrom: typed.world.clock.now().toISOString(),
      id,
      publicKey,
      transports: [],
      aaguid: '00000000-0000-0000-0000-000000000000',
      attestation: 'none',
      backupEligible: false,
      backedUp: false,
      ...change,
    };
    return typed.signer([typed.phone(), means]);
  };
  const attempt = async (signer: TestSigner) => {
    const draft = await typed.world.open(signer);
    const outcome = await typed.present(draft, await typed.supervised(draft, await typed.code(draft)));
    return { outcome, ...(await typed.sign(signer, draft)) };
  };

  it('control: stands beside somebody else, and one signature is made', async () => {
    expect(await attempt(await typed.signer())).toEqual({ outcome: 'completed', result: 1, signed: 1 });
  });

  it.each<[string, Parameters<typeof herself>[0]]>([
    ['by the same passkey', {}],
    ['by the same key under another id', { id: 'another-credential-id' }],
    ['by a passkey that she has given up', { usableUntil: '2027-03-01T09:00:00.000Z' }],
    ['by a passkey that does not count yet', { usableFrom: '2027-03-02T09:00:00.000Z' }],
  ])('is refused: %s', async (_what, change) => {
    expect(await attempt(await herself(change))).toEqual({ outcome: 'evidence.invalid', result: 'activation.state', signed: 0 });
    const refused = (await typed.world.stores.events()).findLast(({ type }) => type === 'evidence-refused');
    expect(refused?.particulars).toMatchObject({ reason: 'the supervisor is the signer' });
  });

  it('costs the signer no try of her code: another supervisor may come', async () => {
    const signer = await herself();
    const draft = await typed.world.open(signer);
    const code = await typed.code(draft);
    for (let count = 0; count < 4; count += 1) expect(await typed.present(draft, await typed.supervised(draft, code))).toBe('evidence.invalid');
    expect(JSON.parse(typed.rows.codes.table.get(draft.activationId)?.text ?? '')).toMatchObject({ tries: 0 });
  });
});
