import { Module } from '@nestjs/common';
import { Log, Metrics, type ConfigOf, type Service } from '@paraph/platform';
import { readPageSources } from './adapters/page-sources.js';
import { approvalConfig } from './approval.config.js';
import { Page } from './domain/page.js';
import { WholePage } from './domain/whole-page.js';
import { PageController } from './transport/page.controller.js';

type Shape = typeof approvalConfig.shape;

@Module({})
class ApprovalModule {
  static with({ release }: ConfigOf<Shape>) {
    const page = new WholePage(readPageSources(), release);
    return {
      module: ApprovalModule,
      controllers: [PageController],
      providers: [
        { provide: WholePage, useValue: page },
        { provide: Page, useValue: page },
      ],
    };
  }
}

/** The approval page as a process. */
export const approval: Service<Shape> = {
  config: approvalConfig,
  module: (config) => ApprovalModule.with(config),
  prepare: (app) => {
    const { digest, headers } = app.get(WholePage);
    app.get(Log).info('approval-release', { digest });
    app
      .get(Metrics)
      .gauge({ name: 'approval_release_info', help: 'Digest of the approval page that is served', labels: ['digest'] })
      .set({ digest }, 1);
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onSend', (_request, reply, payload, done) => {
        reply.headers(headers);
        done(null, payload);
      });
  },
};
