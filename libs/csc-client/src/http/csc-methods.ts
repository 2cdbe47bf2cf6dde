import type { z } from 'zod';
import { showToken, type AccessToken } from './access-token.js';
import { exchange } from './exchange.js';
import type { Transport } from './http-transport.js';

/** The methods below one base address, each a POST of JSON: what both versions have in common. */
export class CscMethods {
  readonly #base: URL;
  readonly #transport: Transport;

  /** Takes the base up to and with `/csc/v1` or `/csc/v2`. */
  constructor(base: string, transport: Transport) {
    this.#base = new URL(base.endsWith('/') ? base : `${base}/`);
    this.#transport = transport;
  }

  /** Calls a method, with a token unless it needs none. */
  async call<T>(method: string, body: object, { answer, token }: { readonly answer: z.ZodType<T>; readonly token?: AccessToken }): Promise<T> {
    const url = new URL(method, this.#base);
    return this.#post(url, { method, body, answer, headers: token === undefined ? {} : await showToken(token, url) });
  }

  /** `auth/login` by HTTP Basic (RFC 7617), which no other method takes. */
  logIn<T>(
    body: object,
    { answer, user }: { readonly answer: z.ZodType<T>; readonly user?: { readonly name: string; readonly password: string } },
  ): Promise<T> {
    const method = 'auth/login';
    const headers: Record<string, string> = user ? { authorization: `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}` } : {};
    return this.#post(new URL(method, this.#base), { method, body, answer, headers });
  }

  #post<T>(
    url: URL,
    call: { readonly method: string; readonly body: object; readonly answer: z.ZodType<T>; readonly headers: Record<string, string> },
  ): Promise<T> {
    const headers = { 'content-type': 'application/json', ...call.headers };
    const request = { method: 'POST' as const, url, headers, body: JSON.stringify(call.body) };
    return exchange(this.#transport, { method: call.method, request, answer: call.answer });
  }
}
