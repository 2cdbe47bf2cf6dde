import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { logo } from './logo.js';

/** The picture `info.logo` names where the operator has none. */
@Controller()
export class LogoController {
  @Get('logo.png')
  @Header('content-type', 'image/png')
  @Header('cache-control', 'public, max-age=86400')
  picture(): StreamableFile {
    return new StreamableFile(logo);
  }
}
