import { keyAlgorithmFacts } from '@paraph/kernel';
import type { Handle } from './binding.js';
import { translated } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';
import type { SignatureInput } from './digest-input.js';
import { derFromRaw } from './ecdsa-signature.js';
import { signing } from './key-templates.js';
import { coordinateBytes } from './public-key.js';

/**
 * Signs prepared input in a session and answers the signature in its public form. `onAsk` is called when the token is
 * handed the input: what fails before that has signed nothing. @throws `hsm.refused`, `hsm.unavailable`, `hsm.ambiguous`
 */
export async function signInput(
  cryptoki: Cryptoki,
  by: { readonly session: Handle; readonly key: Handle },
  { input, onAsk }: { readonly input: SignatureInput; readonly onAsk: () => void },
): Promise<Uint8Array> {
  const { bytes } = input;
  const isEc = input.scheme === 'ecdsa';
  const size = isEc ? 2 * coordinateBytes(input.algorithm) : keyAlgorithmFacts[input.algorithm].bits / 8;
  const output = Buffer.alloc(size);
  try {
    cryptoki.call((token) => token.C_SignInit(by.session, signing(input), by.key));
  } catch (error) {
    throw translated(error, 'before-signing');
  }
  onAsk();
  let signature: Buffer;
  try {
    signature = await cryptoki.callAsync([bytes, output], (token) => token.C_SignAsync(by.session, bytes, output));
  } catch (error) {
    throw translated(error, 'signing');
  }
  if (signature.length !== size) throw new Error('the token answered a signature of another length');
  return isEc ? derFromRaw(signature) : new Uint8Array(signature);
}
