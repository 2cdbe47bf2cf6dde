import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { Page } from '../domain/page.js';

/** The part of Fastify's reply that is used here. */
interface Reply {
  header(name: string, value: string): Reply;
  send(content: string): void;
}

/** Serves the page. It reads no cookie, query, header or body: whoever asks gets the same bytes. */
@Controller()
export class PageController {
  constructor(private readonly page: Page) {}

  @Get()
  index(@Res() reply: Reply): void {
    this.send('index.html', reply);
  }

  @Get('*')
  named(@Param('*') path: string, @Res() reply: Reply): void {
    this.send(path, reply);
  }

  private send(path: string, reply: Reply): void {
    const file = this.page.file(path);
    if (!file) throw new NotFoundException();
    reply.header('content-type', file.contentType).send(file.content);
  }
}
