import { existsSync, readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { hosts } from './origins.ts';
import { StepFailure } from './progress.ts';
import { openServerCertificates, type ServerCertificates } from './server-certificates.ts';
import type { StateFolder } from './state.ts';

/**
 * The certificates of a stack that speaks https. Whether it does is decided at its first start and kept: issuers, redirect addresses and passkeys
 * contain the scheme.
 *
 * @param isAsked whether https was asked for this time
 */
export async function openEdgeCertificates(state: StateFolder, isAsked: boolean): Promise<ServerCertificates | undefined> {
  const began = existsSync(state.path('tls'));
  if (!isAsked && !began) return undefined;
  if (!began && existsSync(state.path('ports.json'))) {
    throw new StepFailure(`${state.root} was made without --tls`, 'begin anew with `npm start -- --tls --reset`, or name another folder with --state');
  }
  const folder = state.folder('tls');
  const files = await openServerCertificates({ folder, authority: 'Paraph trial CA for https', server: 'Paraph trial', hosts: Object.values(hosts) });
  trust(files.ca);
  return files;
}

/** Makes this process believe a stack's servers, if the stack speaks https; for programs that visit one. */
export function trustStack(state: string): void {
  const file = `${state}/tls/ca.pem`;
  if (existsSync(file)) trust(file);
}

/** Beside the authorities that Node knows, for every connection of this process. */
function trust(file: string): void {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(file, 'utf8')]);
}
