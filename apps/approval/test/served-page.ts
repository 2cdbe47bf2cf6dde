import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, PlatformModule, readConfig, Readiness } from '@paraph/platform';
import { approval } from '../src/approval.module.js';
import { WholePage } from '../src/domain/whole-page.js';
import { statementSigner, type Signer } from './statement-builder.js';

/** The real page on its own origin, with a stand-in for identity that writes down what it is asked. */
export class ServedPage {
  readonly visits: string[] = [];

  private constructor(
    readonly origin: string,
    readonly sam: Signer,
    readonly identityOrigin: string,
    private readonly identity: Server,
  ) {}

  private app: NestFastifyApplication | undefined;

  /** What an operator would publish of this page. */
  get digest(): string {
    return this.app?.get(WholePage).digest ?? '';
  }

  /** `answer` stands in for identity; without one, every address of it is an empty page. */
  static async start(answer: RequestListener = emptyPage): Promise<ServedPage> {
    const identity = createServer();
    const identityOrigin = `http://identity.localhost:${await listening(identity)}`;
    const sam = await statementSigner();
    const folder = mkdtempSync(join(tmpdir(), 'paraph-approval-'));
    const keyFile = join(folder, 'statement.jwk');
    writeFileSync(keyFile, JSON.stringify(sam.key));
    const config = readConfig(approval.config, {
      APPROVAL_HTTP_PORT: '1',
      APPROVAL_STATEMENT_KEY_FILE: keyFile,
      APPROVAL_IDENTITY_ORIGIN: identityOrigin,
    });

    rmSync(folder, { recursive: true });

    const log = new Log('approval', 'silent');
    const platform = PlatformModule.around({ service: 'approval', log, readiness: new Readiness(), connection: undefined, database: undefined });
    const root = { module: class Root {}, imports: [platform, approval.module(config)] };
    const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ forceCloseConnections: true }), { logger: false });
    await approval.prepare?.(app, config);
    await app.listen(0, '127.0.0.1');
    const { port } = new URL(await app.getUrl());

    const served = new ServedPage(`http://approval.localhost:${port}`, sam, identityOrigin, identity);
    served.app = app;
    identity.on('request', (request, response) => {
      served.visits.push(request.url ?? '');
      answer(request, response);
    });
    return served;
  }

  async stop(): Promise<void> {
    await this.app?.close();
    this.identity.closeAllConnections();
    await new Promise((resolve) => this.identity.close(resolve));
  }
}

const emptyPage: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><title>identity</title><link rel="icon" href="data:,">');
};

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
