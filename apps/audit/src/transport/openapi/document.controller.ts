import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf } from '@paraph/contracts';
import type { OpenApiDocument } from '@paraph/platform';
import { Serves } from '../serves.js';
import { auditDocument } from './document.js';

/** What the API is, for programs. */
@Controller()
export class DocumentController {
  #made: OpenApiDocument | undefined;

  @Serves(endpoints.describeAuditApi)
  async describe(): Promise<AnswerOf<typeof endpoints.describeAuditApi>> {
    return (this.#made ??= auditDocument());
  }
}
