import { Controller, Get, Headers, Param, Res, ServiceUnavailableException } from '@nestjs/common';
import { chooseLanguage, Clock } from '@paraph/kernel';
import { contentSecurityPolicy, indexPage } from '../domain/index-page.js';
import { certificateNames } from '../domain/certificate-authority.js';
import { Publications } from '../domain/publications.js';
import { authorityOf, certificateOf, sendBytes, type Reply } from './reply.js';

/** Where this process is reached. */
export class PublicOrigin {
  constructor(readonly value: string) {}
}

const CERTIFICATE_SECONDS = 86_400;
/** A list may be replaced before its end: nobody keeps an old one for long. */
const LIST_SECONDS = 600;

/** The public files of the authorities (RFC 5280 section 4.2.1.13 and 4.2.2.1). */
@Controller()
export class PublicationController {
  constructor(
    private readonly publications: Publications,
    private readonly origin: PublicOrigin,
    private readonly clock: Clock,
  ) {}

  @Get()
  async index(@Headers('accept-language') accepted: string | undefined, @Res() reply: Reply): Promise<void> {
    const [root, issuing, tsa] = await Promise.all(certificateNames.map((name) => this.publications.certificate(name)));
    const page = indexPage(
      { origin: this.origin.value, certificates: { ...(root && { root }), ...(issuing && { issuing }), ...(tsa && { tsa }) } },
      chooseLanguage(undefined, accepted),
    );
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy)
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-language')
      .send(page);
  }

  @Get('ca/:name.cer')
  async certificate(@Param('name') name: string, @Res() reply: Reply): Promise<void> {
    const bytes = await this.publications.certificate(certificateOf(name));
    if (!bytes) throw new ServiceUnavailableException('not published yet');
    sendBytes(reply, 'application/pkix-cert', { bytes, maxAge: CERTIFICATE_SECONDS });
  }

  @Get('crl/:name.crl')
  async list(@Param('name') name: string, @Res() reply: Reply): Promise<void> {
    const list = await this.publications.list(authorityOf(name));
    if (!list) throw new ServiceUnavailableException('not published yet');
    const left = Math.max(0, Math.floor((list.nextUpdate.getTime() - this.clock.now().getTime()) / 1_000));
    reply.header('last-modified', list.thisUpdate.toUTCString()).header('expires', list.nextUpdate.toUTCString());
    sendBytes(reply, 'application/pkix-crl', { bytes: list.crl, maxAge: Math.min(left, LIST_SECONDS) });
  }
}
