import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf } from '@paraph/contracts';
import { ReportServiceEnd } from '../domain/report-service-end.js';
import { Serves } from './serves.js';

/** The service as a whole. Only a quorum ends it: here people look at what that would mean. */
@Controller()
export class ServiceController {
  constructor(private readonly report: ReportServiceEnd) {}

  @Serves(endpoints.describeServiceEnd)
  describeServiceEnd(): Promise<AnswerOf<(typeof endpoints)['describeServiceEnd']>> {
    return this.report.run();
  }
}
