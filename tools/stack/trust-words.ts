import { join } from 'node:path';

/**
 * The words by which `paraph-verify` knows whom to believe about this trial: the key of heads, the root of signers' certificates, and the authority that
 * stamps the heads, which is the trial's own and known to nobody else.
 *
 * @param state the folder of the stack
 */
export function trustWords(state: string): readonly string[] {
  return ['--key', join(state, 'public', 'tree-head.jwk.json'), '--root', join(state, 'public', 'root.pem'), '--tsa', join(state, 'timestamps', 'root.pem')];
}
