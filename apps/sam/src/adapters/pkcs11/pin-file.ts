import { Secret } from '@paraph/kernel';
import { readFileSync } from 'node:fs';

/**
 * The PIN in a file, without the white space around it. An empty one never gets as far as a token, which may count it as a wrong try.
 *
 * @throws Error that names the file, never what is in it
 */
export function readPin(path: string): Secret {
  const pin = textOf(path).trim();
  if (pin === '') throw new Error(`the file ${path} is empty; expected a PIN`);
  return new Secret(pin);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`cannot read the file ${path}; expected one with a PIN`, { cause });
  }
}
