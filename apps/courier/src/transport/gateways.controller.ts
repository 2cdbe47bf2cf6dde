import { Controller, Get } from '@nestjs/common';
import { GatewayWatch, type GatewayState } from './gateway-watch.js';

/** A detail of health that is not readiness. */
@Controller('health/gateways')
export class GatewaysController {
  constructor(private readonly watch: GatewayWatch) {}

  @Get()
  gateways(): Readonly<Record<string, GatewayState>> {
    return this.watch.state();
  }
}
