import { Module } from '@nestjs/common';
import type { ConfigOf, Service } from '@paraph/platform';
import { DiskPage } from './adapters/disk-page.js';
import { approvalConfig } from './approval.config.js';
import { Page } from './domain/page.js';
import { securityHeaders } from './domain/security-headers.js';
import { PageController } from './transport/page.controller.js';

type Shape = typeof approvalConfig.shape;

@Module({})
class ApprovalModule {
  static with({ release }: ConfigOf<Shape>) {
    return {
      module: ApprovalModule,
      controllers: [PageController],
      providers: [{ provide: Page, useValue: new DiskPage(release) }],
    };
  }
}

/** The approval page as a process. */
export const approval: Service<Shape> = {
  config: approvalConfig,
  module: (config) => ApprovalModule.with(config),
  prepare: (app) => {
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onSend', (_request, reply, payload, done) => {
        reply.headers(securityHeaders);
        done(null, payload);
      });
  },
};
