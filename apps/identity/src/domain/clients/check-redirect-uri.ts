import { ServiceError } from '@paraph/contracts';
import type { ClientAuthentication } from './client.js';

/** Schemes a browser or the system would act upon instead of handing the address to an application. */
const dangerous = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:', 'ftp:', 'ws:', 'wss:', 'mailto:', 'tel:']);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks an address that codes may be sent to: https, plain http on this machine only (RFC 8252 section 7.3), or a scheme of
 * the application's own, such as a wallet's; never with a fragment (RFC 6749 section 3.1.2) or a password.
 */
function checkRedirectUri(text: string): void {
  const uri = URL.parse(text);
  if (uri === null || text.includes('#') || uri.username !== '' || uri.password !== '') throw refusal(text);
  if (dangerous.has(uri.protocol)) throw refusal(text);
  if (uri.protocol === 'http:' && !isThisMachine(uri.hostname)) throw refusal(text);
}

/**
 * Checks all addresses of a client. An application on a device and a web site are different kinds of client, and the rules
 * of neither fit both: a device takes plain http only at its loopback address, and no https there.
 */
export function checkRedirectUris(texts: readonly string[], method: ClientAuthentication['method']): void {
  texts.forEach(checkRedirectUri);
  if (method === 'none') texts.forEach(checkPrivateScheme);
  if (!isNative(texts, method)) return;
  const misfit = texts.find((text) => /^http:/i.test(text) !== loopback.has(new URL(text).hostname) && /^https?:/i.test(text));
  if (misfit !== undefined) throw refusal(misfit);
}

/** Whether the clients of these addresses are applications on a device, not web sites (RFC 8252, OpenID registration `application_type`). */
export function isNative(redirectUris: readonly string[], method: ClientAuthentication['method']): boolean {
  // A public client on this machine takes the port it gets (RFC 8252 section 7.3).
  const isOnDevice = (text: string): boolean => method === 'none' && /^http:/i.test(text) && loopback.has(new URL(text).hostname);
  return redirectUris.some((text) => !/^https?:/i.test(text) || isOnDevice(text));
}

/** A scheme of the application's own is a domain name of its maker's in reverse: nothing else keeps two from taking the same (RFC 8252 section 7.1). */
function checkPrivateScheme(text: string): void {
  const { protocol } = new URL(text);
  if (!/^https?:$/.test(protocol) && !protocol.includes('.')) throw refusal(text);
}

function isThisMachine(hostname: string): boolean {
  return loopback.has(hostname) || hostname.endsWith('.localhost');
}

function refusal(text: string): ServiceError {
  return new ServiceError('request.invalid', `redirectUris: ${text.slice(0, 200)} is no address that a code may be sent to`);
}
