import { setTimeout as sleep } from 'node:timers/promises';
import { expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import { RSA_SHA256 } from '../service/algorithms.ts';
import { freshHash, freshHashes } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

/** A SAD from its first use to its end, whatever opened it (CSC v1 11.7 and 11.9, v2 11.9 and 11.10). */
export const extension: readonly Statement[] = [
  {
    id: 'CSC-091',
    versions: both,
    says: 'what is no SAD is not extended',
    check: async (p) => {
      await p.needs('credentials/extendTransaction');
      const { credentialID } = p.credential('RSA2');
      const body = { credentialID, SAD: 'zz', ...p.names.hashes([freshHash()]) };
      expectRefused(await p.call('credentials/extendTransaction', body), { description: 'Invalid parameter SAD' });
    },
  },
  {
    id: 'CSC-089',
    versions: both,
    says: 'an expired SAD is not extended',
    waits: true,
    check: async (p) => {
      const { SAD, credentialID } = await expired(p);
      await p.needs('credentials/extendTransaction');
      expectRefused(await p.call('credentials/extendTransaction', { credentialID, SAD, ...p.names.hashes([freshHash()]) }));
    },
  },
  {
    id: 'CSC-108',
    versions: both,
    says: 'an expired SAD does not sign',
    waits: true,
    check: async (p) => {
      const { SAD, hash } = await expired(p);
      expectRefused(await p.sign('BRIEF', { SAD, ...p.names.toSign([hash]), signAlgo: await algorithmOf(p) }), { description: 'SAD expired' });
    },
  },
  {
    id: 'CSC-199',
    versions: both,
    says: 'a part may be signed now and the rest later, no more',
    standing: 'practice',
    check: async (p) => {
      const hashes = freshHashes(2);
      const SAD = await p.credentialToken('OAU', hashes);
      const sign = (hash: string | undefined): Promise<Answer> => p.sign('OAU', { SAD, ...p.names.toSign([hash ?? '']), signAlgo: RSA_SHA256 });
      for (const hash of hashes) expectJson(await sign(hash));
      expectRefused(await sign(hashes[1]));
    },
  },
];

interface Expired {
  readonly SAD: string;
  readonly credentialID: string;
  readonly hash: string;
}

/** A SAD that was good and is over. */
function expired(p: Probe): Promise<Expired> {
  return p.once('expired SAD', async () => {
    const { credentialID, sadSeconds } = p.credential('BRIEF');
    if (sadSeconds === undefined) throw new NotApplicable('the fixtures do not say how long a SAD of BRIEF is good');
    const hash = freshHash();
    const answer = expectJson(await p.authorize('BRIEF', { numSignatures: 2, hashes: [hash] }));
    const { expiresIn } = answer;
    expectThat(expiresIn === undefined || Number(expiresIn) <= sadSeconds, `at most ${sadSeconds} seconds`, expiresIn);
    await sleep((sadSeconds + 1) * 1_000);
    return { SAD: textOf(answer, 'SAD'), credentialID, hash };
  });
}

/** The first algorithm of BRIEF's key, whichever kind of key it is. */
async function algorithmOf(p: Probe): Promise<string> {
  const { key } = expectJson(await p.call('credentials/info', { credentialID: p.credential('BRIEF').credentialID }));
  return (key as { readonly algo: readonly string[] }).algo[0] ?? RSA_SHA256;
}
