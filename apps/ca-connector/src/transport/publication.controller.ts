import { Controller, Get, Param, Res, ServiceUnavailableException } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { Publications } from '../domain/publications.js';
import { authorityOf, certificateOf, sendContent, type Reply } from './reply.js';

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
    private readonly clock: Clock,
  ) {}

  @Get('ca/:name.cer')
  async certificate(@Param('name') name: string, @Res() reply: Reply): Promise<void> {
    const bytes = await this.publications.certificate(certificateOf(name));
    if (!bytes) throw new ServiceUnavailableException('not published yet');
    sendContent(reply, { type: 'application/pkix-cert', bytes, maxAge: CERTIFICATE_SECONDS });
  }

  @Get('crl/:name.crl')
  async list(@Param('name') name: string, @Res() reply: Reply): Promise<void> {
    const list = await this.publications.list(authorityOf(name));
    if (!list) throw new ServiceUnavailableException('not published yet');
    const { crl: bytes, thisUpdate: modified, nextUpdate: expires } = list;
    const left = Math.max(0, Math.floor((expires.getTime() - this.clock.now().getTime()) / 1_000));
    sendContent(reply, { type: 'application/pkix-crl', bytes, maxAge: Math.min(left, LIST_SECONDS), modified, expires });
  }
}
