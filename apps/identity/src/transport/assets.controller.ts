import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { Assets } from '../domain/ports/assets.js';
import type { BrowserReply } from './browser.js';
import { securityHeaders } from './pages/security-headers.js';

/** Style sheet and icon of the pages. */
@Controller('assets')
export class AssetsController {
  constructor(private readonly assets: Assets) {}

  @Get(':name')
  file(@Param('name') name: string, @Res() reply: BrowserReply): void {
    const file = this.assets.file(name);
    if (file === undefined) throw new NotFoundException();
    reply.headers({ ...securityHeaders(), 'content-type': file.contentType, 'cache-control': 'public, max-age=3600' }).send(file.content);
  }
}
