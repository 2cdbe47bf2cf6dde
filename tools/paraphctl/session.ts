import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { misused } from './exit.ts';
import type { Line } from './read-line.ts';

const session = z.object({ origin: z.url(), token: z.string().min(20) });
type Session = z.output<typeof session>;

/** Where a login is kept: readable by its owner alone. */
export function sessionFile(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'paraph', 'session.json');
}

export function keepSession(env: NodeJS.ProcessEnv, kept: Session): void {
  const file = sessionFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // A file from before would keep its mode.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(kept)}\n`, { mode: 0o600, flag: 'wx' });
}

export function forgetSession(env: NodeJS.ProcessEnv): void {
  rmSync(sessionFile(env), { force: true });
}

function keptSession(env: NodeJS.ProcessEnv): Session | undefined {
  try {
    return session.safeParse(JSON.parse(readFileSync(sessionFile(env), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Whom to ask, and by which token: named in the line, in the environment, or kept by `login`. A token goes nowhere but where it was got. */
export function accessOf(env: NodeJS.ProcessEnv, { origin, tokenFile }: Line['common']): { origin: string; token: string | undefined } {
  const kept = keptSession(env);
  const named = origin ?? env['PARAPHCTL_ORIGIN'] ?? kept?.origin;
  if (named === undefined) throw misused('where is management? Name it with --origin or PARAPHCTL_ORIGIN, or sign in with paraphctl login --origin …');
  if (!URL.canParse(named)) throw misused(`--origin ${named} is no address`);
  const file = tokenFile ?? env['PARAPHCTL_TOKEN_FILE'];
  if (file === undefined) return { origin: named, token: kept?.origin === named ? kept.token : undefined };
  try {
    return { origin: named, token: readFileSync(file, 'utf8').trim() };
  } catch {
    throw misused(`the token file ${file} cannot be read`);
  }
}
