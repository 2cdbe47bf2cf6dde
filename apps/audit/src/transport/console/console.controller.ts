import { Controller, Get, Headers, NotFoundException, Param, Query, Res } from '@nestjs/common';
import { chooseLanguage } from '@paraph/kernel';
import { PageFolder, pageHeaders } from '@paraph/platform';
import { consolePage } from './console-page.js';

/** What anybody may load: it holds nothing of the log. */
export const consoleRoutes: ReadonlySet<string> = new Set(['/', '/console', '/assets/:name']);

/** The part of Fastify's reply that is used here. */
interface Reply {
  headers(values: Readonly<Record<string, string>>): Reply;
  send(content: string): void;
  redirect(address: string, status: number): void;
}

const headers = pageHeaders('none');

/** The console of auditors: one page and what it loads. What it shows comes from the API, to whoever signed in. */
@Controller()
export class ConsoleController {
  constructor(private readonly files: PageFolder) {}

  @Get()
  start(@Res() reply: Reply): void {
    reply.redirect('/console', 302);
  }

  @Get('console')
  page(@Query('lang') lang: unknown, @Headers('accept-language') accepted: string | undefined, @Res() reply: Reply): void {
    reply.headers({ ...headers, 'content-type': 'text/html; charset=utf-8' }).send(consolePage(chooseLanguage(lang, accepted)));
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: Reply): void {
    const file = this.files.file(name);
    if (file === undefined) throw new NotFoundException();
    reply.headers({ ...headers, 'content-type': file.contentType, 'cache-control': 'public, max-age=300' }).send(file.content);
  }
}
