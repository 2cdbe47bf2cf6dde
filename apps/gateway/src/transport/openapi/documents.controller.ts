import { Controller, Get, Headers, NotFoundException, Query, Req, Res } from '@nestjs/common';
import { Documents } from './documents.js';
import { pagePolicy } from './page-style.js';

/** The part of Fastify's request that is used here. */
interface HttpRequest {
  readonly url: string;
}

/** The part of Fastify's reply that is used here. */
interface HttpReply {
  headers(values: Readonly<Record<string, string>>): HttpReply;
  send(body: string): void;
}

const common = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'public, max-age=300' };

/** What the API is, for programs and for people. It is the same for everybody and holds nothing of anybody. */
@Controller()
export class DocumentsController {
  constructor(private readonly documents: Documents) {}

  @Get(['csc/v1/openapi.json', 'csc/v2/openapi.json'])
  openApi(@Req() { url }: HttpRequest, @Res() reply: HttpReply): void {
    const text = this.documents.openApi(versionIn(url));
    if (text === undefined) throw new NotFoundException();
    // Readable by pages of other origins: tools that show such documents run in a browser.
    reply.headers({ ...common, 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' }).send(text);
  }

  @Get(['csc/v1/docs', 'csc/v2/docs'])
  page(@Req() { url }: HttpRequest, @Query('lang') lang: unknown, @Headers('accept-language') accepted: string | undefined, @Res() reply: HttpReply): void {
    const page = this.documents.page(versionIn(url), { lang, accepted });
    if (page === undefined) throw new NotFoundException();
    const { html, language } = page;
    reply
      .headers({
        ...common,
        'content-type': 'text/html; charset=utf-8',
        'content-language': language,
        vary: 'Accept-Language',
        'content-security-policy': pagePolicy,
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      })
      .send(html);
  }
}

/** The routes hold no other than these. */
function versionIn(url: string): string {
  return url.startsWith('/csc/v1/') ? 'v1' : 'v2';
}
