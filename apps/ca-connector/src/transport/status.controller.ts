import { Body, Controller, Get, HttpCode, Param, Post, Res, UnsupportedMediaTypeException } from '@nestjs/common';
import { Clock, fromBase64Lenient } from '@paraph/kernel';
import { AnswerStatus } from '../domain/answer-status.js';
import { authorityOf, sendContent, type Reply } from './reply.js';

export const STATUS_REQUEST_TYPE = 'application/ocsp-request';

/** Answers of an authority that has ended hold for ever; what a cache keeps should not. */
const LONGEST_SECONDS = 86_400;

/** OCSP over HTTP (RFC 6960 appendix A). */
@Controller('ocsp')
export class StatusController {
  constructor(
    private readonly status: AnswerStatus,
    private readonly clock: Clock,
  ) {}

  @Post(':name')
  @HttpCode(200)
  async post(@Param('name') name: string, @Body() body: unknown, @Res() reply: Reply): Promise<void> {
    if (!Buffer.isBuffer(body)) throw new UnsupportedMediaTypeException(`send ${STATUS_REQUEST_TYPE}`);
    await this.answer(name, body, reply);
  }

  /** The request as Base64 in the path; clients differ in what of it they escape. */
  @Get(':name/*')
  async get(@Param('name') name: string, @Param('*') request: string | readonly string[], @Res() reply: Reply): Promise<void> {
    const text = typeof request === 'string' ? request : request.join('/');
    await this.answer(name, fromBase64Lenient(text) ?? new Uint8Array(), reply);
  }

  private async answer(name: string, request: Uint8Array, reply: Reply): Promise<void> {
    const { response: bytes, thisUpdate: modified, expires } = await this.status.run(authorityOf(name), request);
    const left = expires ? Math.max(0, Math.floor((expires.getTime() - this.clock.now().getTime()) / 1_000)) : 0;
    const maxAge = Math.min(left, LONGEST_SECONDS);
    sendContent(reply, { type: 'application/ocsp-response', bytes, maxAge, ...(expires && { modified, expires }) });
  }
}
