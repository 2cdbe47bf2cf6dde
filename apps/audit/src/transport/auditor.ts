import { HttpException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Secret } from '@paraph/kernel';
import { createHash, timingSafeEqual } from 'node:crypto';

interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What an auditor shows to be let in. */
export class AuditorToken {
  constructor(readonly secret: Secret) {}
}

/** Lets an auditor in: until operators have passkeys, whoever holds the token from the file. */
@Injectable()
export class AuditorGuard implements CanActivate {
  readonly #expected: Buffer;

  constructor(token: AuditorToken) {
    this.#expected = digest(`Bearer ${token.secret.reveal()}`);
  }

  canActivate(context: ExecutionContext): boolean {
    const header = context.switchToHttp().getRequest<HttpRequest>().headers['authorization'];
    if (typeof header === 'string' && timingSafeEqual(digest(header), this.#expected)) return true;
    throw new HttpException({ error: 'unauthorised', detail: 'send "Authorization: Bearer <token>" with the auditor’s token' }, 401);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
