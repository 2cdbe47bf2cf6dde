import type { CookieSignature } from '../domain/cookie-signature.js';
import type { Seal } from '../domain/seal.js';
import { headerText, type BrowserReply, type BrowserRequest } from './browser.js';

/** A cookie of this service's own: where it goes and how long it stays. */
export interface SealedCookie {
  readonly name: string;
  readonly path: string;
  readonly lifetimeSeconds: number;
}

/** The cookies of a browser: the authorisation server's, which are signed, and this service's own, which are sealed. */
export class BrowserCookies {
  constructor(
    private readonly seal: Seal,
    private readonly signature: CookieSignature,
    private readonly secure: boolean,
  ) {}

  /** Value of a signed cookie, or `undefined` if it is missing or was changed. */
  signed(request: BrowserRequest, name: string): string | undefined {
    const value = cookie(request, name);
    const signature = cookie(request, `${name}.sig`);
    if (value === undefined || signature === undefined) return undefined;
    return this.signature.verify(`${name}=${value}`, signature) ? value : undefined;
  }

  /** Content of a sealed cookie, or `undefined` if it is missing, not from here, or over. */
  sealed(request: BrowserRequest, { name }: Pick<SealedCookie, 'name'>): string | undefined {
    const value = cookie(request, name);
    return value === undefined ? undefined : this.seal.open(`cookie ${name}`, value);
  }

  /** Gives the browser a sealed cookie. */
  give(reply: BrowserReply, { name, path, lifetimeSeconds }: SealedCookie, content: string): void {
    const value = this.seal.close(`cookie ${name}`, content, lifetimeSeconds);
    reply.header('set-cookie', this.line(`${name}=${value}`, path, lifetimeSeconds));
  }

  /** Takes a cookie back. */
  take(reply: BrowserReply, { name, path }: Pick<SealedCookie, 'name' | 'path'>): void {
    reply.header('set-cookie', this.line(`${name}=`, path, 0));
  }

  private line(pair: string, path: string, lifetimeSeconds: number): string {
    return [pair, `Path=${path}`, `Max-Age=${lifetimeSeconds}`, 'HttpOnly', 'SameSite=Lax', ...(this.secure ? ['Secure'] : [])].join('; ');
  }
}

function cookie(request: BrowserRequest, name: string): string | undefined {
  const pairs = (headerText(request, 'cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
