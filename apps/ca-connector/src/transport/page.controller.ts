import { Controller, Get, Headers, NotFoundException, Param, Query, Res } from '@nestjs/common';
import { chooseLanguage } from '@paraph/kernel';
import { indexPage } from '../domain/pages/index-page.js';
import { contentSecurityPolicy } from '../domain/pages/layout.js';
import { policyPage } from '../domain/pages/policy-page.js';
import { certificateNames } from '../domain/publication-sources.js';
import { Publications } from '../domain/publications.js';
import { PublicOrigin } from './publication.controller.js';
import type { Reply } from './reply.js';

/** The pages for people: what is published, and every version of the policies (CRT-03). */
@Controller()
export class PageController {
  constructor(
    private readonly publications: Publications,
    private readonly origin: PublicOrigin,
  ) {}

  @Get()
  async index(@Query('lang') wanted: unknown, @Headers('accept-language') accepted: string | undefined, @Res() reply: Reply): Promise<void> {
    const [root, issuing, tsa] = await Promise.all(certificateNames.map((name) => this.publications.certificate(name)));
    const published = {
      origin: this.origin.value,
      certificates: { ...(root && { root }), ...(issuing && { issuing }), ...(tsa && { tsa }) },
      policies: await this.publications.policies(),
      endedAt: await this.publications.endedAt(),
    };
    send(reply, indexPage(published, languageOf(wanted, accepted)));
  }

  @Get('policies/:id/:edition')
  async policy(
    @Param() { id, edition }: { readonly id: string; readonly edition: string },
    @Query('lang') wanted: unknown,
    @Res() reply: Reply,
  ): Promise<void> {
    const policy = (await this.publications.policies()).find((one) => one.id === id && one.edition === edition);
    if (!policy) throw new NotFoundException();
    const { 'accept-language': accepted } = reply.request.headers;
    send(reply, policyPage(policy, languageOf(wanted, typeof accepted === 'string' ? accepted : undefined)));
  }
}

function languageOf(wanted: unknown, accepted: string | undefined) {
  return chooseLanguage(typeof wanted === 'string' ? wanted : undefined, accepted);
}

function send(reply: Reply, page: string): void {
  reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', contentSecurityPolicy)
    .header('cache-control', 'no-cache')
    .header('vary', 'accept-language')
    .send(page);
}
