import { openEnrolment } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Bus } from '@paraph/platform';
import type { Ground } from './levels.ts';

/** Does something while the SAM makes one RSA-4096 key after the other, as key-lifecycle orders them. */
export async function whileKeysAreMade<T>({ bench, client }: Ground, work: () => Promise<T>): Promise<{ readonly result: T; readonly keysMade: number }> {
  const bus = new Bus(await bench.bus('key-lifecycle'), 'key-lifecycle');
  const signerId = newId('sgn');
  let [isOver, keysMade] = [false, 0];
  const making = (async () => {
    while (!isOver) {
      const { subscriberId } = client;
      const about = { credentialId: newId('cred'), signerId, subscriberId, algorithm: 'rsa4096', policyId: 'sandbox-passkey' } as const;
      await bus.call(openEnrolment, { ...about, provider: bench.origin('idp') });
      keysMade += 1;
    }
  })();
  try {
    const result = await work();
    return { result, keysMade };
  } finally {
    isOver = true;
    await making;
  }
}
