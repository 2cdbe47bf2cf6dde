/**
 * `npm run audit:verify`: reads the whole log through the auditors' API and verifies leaf hashes, places, sequences and every signed head with
 * nothing but what it read and the SAM's public key. `--url`, `--token-file` and `--key` (a JWK file) name the service and the key; without them
 * it asks the stack in `--state`. `--language` is `en` or `fr`. What was taken away from the log is verified by `paraph-verify`, with the same checks and without a network.
 */
import { Unreadable } from '@paraph/verifier';
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { exits } from '../paraph-verify/exit.ts';
import { languageOf, requireLanguage } from '../paraph-verify/language.ts';
import { inWords, isBeyondDoubt } from '../paraph-verify/report.ts';
import { spokenWords } from '../paraph-verify/spoken-words.ts';
import { resolveLocalhost } from '../stack/localhost.ts';
import { verifyLive } from './live-log.ts';

resolveLocalhost();
const { values } = parseArgs({
  options: {
    state: { type: 'string', default: '.paraph' },
    url: { type: 'string' },
    'token-file': { type: 'string' },
    key: { type: 'string' },
    language: { type: 'string' },
  },
});
const language = languageOf(process.argv.slice(2), process.env);

try {
  requireLanguage(values.language);
  const url = values.url ?? `http://audit.localhost:${portOf(values.state)}`;
  const token = readFileSync(values['token-file'] ?? join(values.state, 'secrets', 'auditor.token'), 'utf8').trim();
  const key = JSON.parse(readFileSync(values.key ?? join(values.state, 'public', 'tree-head.jwk.json'), 'utf8')) as JsonWebKey;
  const { events, findings } = await verifyLive((path) => read(`${url}/audit/v1/${path}`, token), key);
  const verified = [{ name: `${events} events of ${url}`, findings }];
  console.log(inWords(verified, language));
  process.exitCode = isBeyondDoubt(verified) ? exits.beyondDoubt : exits.doubt;
} catch (error) {
  const why = error instanceof Unreadable ? error.words[language] : error instanceof Error ? error.message : String(error);
  console.error(spokenWords[language].logNotRead(why));
  process.exitCode = exits.unreadable;
}

function portOf(state: string): number {
  const ports = JSON.parse(readFileSync(join(state, 'ports.json'), 'utf8')) as { audit: number };
  return ports.audit;
}

async function read(address: string, token: string): Promise<unknown> {
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 429) {
    // A long log takes more pages than a reader may ask for in a minute: whoever waits as told gets all of them.
    await response.body?.cancel();
    await sleep(1_000 * Number(response.headers.get('retry-after') ?? 1));
    return read(address, token);
  }
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}
