import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import type { MacPurpose, TokenKey } from '../../domain/ports/token.js';
import type { Handle } from './binding.js';
import type { SignatureInput } from './digest-input.js';
import { derFromRaw } from './ecdsa-signature.js';
import { signing } from './key-templates.js';
import { coordinateBytes, type PublicKey } from './public-key.js';
import { expectedMs, signBatch } from './threads/sign-batch.js';
import type { TokenConnection } from './token-connection.js';
import { macInput } from './token-mac.js';

type Outcome = PromiseSettledResult<Uint8Array>;

/** Signatures wanted by one key: all inputs have one scheme. */
export interface SigningOrder {
  readonly key: TokenKey;
  readonly inputs: readonly SignatureInput[];
  /** What each signature is verified with before it leaves; without it, none is. */
  readonly verifyWith: PublicKey | undefined;
  readonly onAsked: (times: number) => void;
}

/** Signs with an unwrapped key in the threads, and answers what became of each input. @throws what unwrapping throws */
export async function signInThreads(connection: TokenConnection, order: SigningOrder): Promise<readonly Outcome[]> {
  const { check, privateKeys, wrappedKeys } = connection;
  const { key, inputs, verifyWith } = order;
  const verifiesInToken = inputs.some(({ scheme }) => scheme !== 'pkcs1');
  const lent = verifyWith !== undefined && verifiesInToken ? await check.lend(verifyWith) : undefined;
  try {
    const borrowed = await privateKeys.borrow(wrappedKeys.unwrapped(key));
    try {
      const outcomes = await signAll(connection, order, { key: borrowed.handle, publicKey: lent?.handle });
      if (outcomes.some(({ status }) => status === 'rejected')) {
        // A handle may be what failed: it dies with a lost login. The next use makes the objects again.
        void privateKeys.forget(key.keyId);
        if (verifyWith !== undefined) check.forget(verifyWith);
      }
      return outcomes;
    } finally {
      borrowed.release();
    }
  } finally {
    lent?.release();
  }
}

/** A MAC in a thread. @throws `hsm.unavailable`, `hsm.refused` */
export function macInThread({ macs }: TokenConnection, purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
  return macs.of(macInput(purpose, bytes));
}

async function signAll(
  { threads }: TokenConnection,
  { inputs, key, onAsked, verifyWith }: SigningOrder,
  handles: { readonly key: Handle; readonly publicKey: Handle | undefined },
): Promise<readonly Outcome[]> {
  const { algorithm } = key.wrapped;
  const outcomes = new Array<Outcome>(inputs.length);
  for (const group of Map.groupBy(inputs.entries(), ([, { digest }]) => digest).values()) {
    const [[, first] = []] = group;
    if (first === undefined) continue;
    const order = {
      key: handles.key,
      mechanism: signing(first),
      signatureBytes: signatureBytes(algorithm),
      check: handles.publicKey !== undefined ? { object: handles.publicKey } : verifyWith && { spki: verifyWith.spki },
      isSignature: true,
      expectedMs: expectedMs[algorithm],
      onAsked,
    };
    const made = await signBatch(
      threads,
      order,
      group.map(([, { bytes }]) => bytes),
    );
    group.forEach(([place], index) => {
      const outcome = made[index];
      if (outcome !== undefined) outcomes[place] = publicForm(first, outcome);
    });
  }
  return outcomes;
}

function publicForm({ scheme }: SignatureInput, outcome: Outcome): Outcome {
  return scheme === 'ecdsa' && outcome.status === 'fulfilled' ? { status: 'fulfilled', value: derFromRaw(outcome.value) } : outcome;
}

/** How many bytes the token answers. */
function signatureBytes(algorithm: KeyAlgorithm): number {
  const { bits, family } = keyAlgorithmFacts[algorithm];
  return family === 'ec' ? 2 * coordinateBytes(algorithm) : bits / 8;
}
