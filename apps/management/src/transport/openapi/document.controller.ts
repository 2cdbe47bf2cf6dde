import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf } from '@paraph/contracts';
import type { OpenApiDocument } from '@paraph/platform';
import { Serves } from '../serves.js';
import { managementDocument } from './document.js';

/** What the API is, for programs. */
@Controller()
export class DocumentController {
  #made: OpenApiDocument | undefined;

  @Serves(endpoints.describeApi)
  async describe(): Promise<AnswerOf<typeof endpoints.describeApi>> {
    return (this.#made ??= managementDocument());
  }
}
