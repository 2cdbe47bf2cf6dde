import { Controller, Get, Headers, NotFoundException, Param, Query, Res } from '@nestjs/common';
import { describeOperatorSignIn } from '@paraph/contracts';
import { chooseLanguage } from '@paraph/kernel';
import { PageFolder, pageHeaders } from '@paraph/platform';
import { invitationPage, signInPage } from './page.js';

/** The part of Fastify's reply that is used here. */
interface Reply {
  headers(values: Readonly<Record<string, string>>): Reply;
  send(content: string): void;
}

const headers = pageHeaders('passkeys');

/** The pages on which operators use their passkeys. They hold nothing that came from outside but the code of the address, of a closed form. */
@Controller()
export class PageController {
  constructor(private readonly files: PageFolder) {}

  @Get('sign-in/:code')
  signIn(@Param('code') code: string, @Query('lang') lang: unknown, @Headers('accept-language') accepted: string | undefined, @Res() reply: Reply): void {
    if (!describeOperatorSignIn.request.safeParse({ code }).success) throw new NotFoundException();
    send(reply, signInPage(chooseLanguage(lang, accepted), code));
  }

  @Get('invitation')
  invitation(@Query('lang') lang: unknown, @Headers('accept-language') accepted: string | undefined, @Res() reply: Reply): void {
    send(reply, invitationPage(chooseLanguage(lang, accepted)));
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: Reply): void {
    const file = this.files.file(name);
    if (file === undefined) throw new NotFoundException();
    reply.headers({ ...headers, 'content-type': file.contentType, 'cache-control': 'public, max-age=3600' }).send(file.content);
  }
}

function send(reply: Reply, page: string): void {
  reply.headers({ ...headers, 'content-type': 'text/html; charset=utf-8' }).send(page);
}
