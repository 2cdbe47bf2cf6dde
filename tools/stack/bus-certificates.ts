import { openServerCertificates, type ServerCertificates } from './server-certificates.ts';
import type { StateFolder } from './state.ts';

/** A small CA for the bus alone, and the broker's certificate under it; `ca` is what every process checks the broker against. */
export function openBusCertificates(state: StateFolder): Promise<ServerCertificates> {
  return openServerCertificates({ folder: state.folder('bus'), authority: 'Paraph trial bus CA', server: 'Paraph trial bus', hosts: [] });
}
