import { Controller, Get, Header, HttpException } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** Health and metrics of a process. */
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('health/ready')
  async ready(): Promise<{ status: 'ready'; remarks?: readonly string[] }> {
    const missing = await this.readiness.missing();
    if (missing.length > 0) throw new HttpException({ status: 'not ready', missing }, 503);
    const { remarks } = this.readiness;
    return { status: 'ready', ...(remarks.length > 0 && { remarks }) };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}
