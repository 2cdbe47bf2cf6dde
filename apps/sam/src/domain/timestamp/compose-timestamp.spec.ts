import { beforeEach, expect, it } from '@jest/globals';
import { AuthorityWorld } from '../../../test/authority-world.js';
let w: AuthorityWorld;
beforeEach(async () => void (w = await AuthorityWorld.make()));
it('x', async () => {
  const r = await w.composeTimestamp.run({ hashAlgorithmOid: '2.16.840.1.101.3.4.2.1', hash: new Uint8Array(32), nonce: '12345678901234567890', certificate: true });
  (await import('node:fs')).writeFileSync('/tmp/ts.der', r.response);
  expect(w.eventTypes().at(-1)).toBe('timestamp-composed');
});
