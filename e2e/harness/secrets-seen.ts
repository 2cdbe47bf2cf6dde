import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { state } from './stack.ts';

const file = join(state, 'e2e-secrets.txt');

/** Notes a secret that a test came to hold, so that the last test can look for it in every log. */
export function noteSecret(secret: string | undefined): void {
  if (secret !== undefined && secret.length >= 12) appendFileSync(file, `${secret}\n`, { mode: 0o600 });
}

/** All secrets noted in this run. */
export function secretsSeen(): string[] {
  return existsSync(file) ? [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))] : [];
}
