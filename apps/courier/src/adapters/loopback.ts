import { isIPv4 } from 'node:net';

/** Whether a host, as a URL writes it, can be nobody but this machine: an address, since a name is whatever a resolver says. */
export function isLoopback(host: string): boolean {
  return host === '[::1]' || host === '::1' || host === 'localhost' || (isIPv4(host) && host.startsWith('127.'));
}
