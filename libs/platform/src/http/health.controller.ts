import { Controller, Get, Header, HttpException } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** Health and metrics of a process on its own port; elsewhere `OperationsPort` tells them. */
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
  async ready(): Promise<object> {
    const { isReady, answer } = await this.readiness.tell();
    if (!isReady) throw new HttpException(answer, 503);
    return answer;
  }

  @Get('metrics')
  @Header('content-type', Metrics.CONTENT_TYPE)
  text(): Promise<string> {
    return this.metrics.text();
  }
}
