import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Secret } from '@paraph/kernel';
import { Log, PlatformModule, Readiness } from '@paraph/platform';
import { KeyDestructions } from '../src/domain/destruction/key-destructions.js';
import { Containers } from '../src/domain/containers.js';
import { Credentials } from '../src/domain/credentials.js';
import { AdmitOperator } from '../src/domain/operators/admit-operator.js';
import type { BootstrapMode } from '../src/domain/operators/bootstrap-access.js';
import { Operators } from '../src/domain/operators/operators.js';
import { Proposals } from '../src/domain/proposals.js';
import { Register } from '../src/domain/register.js';
import { ServiceEnd } from '../src/domain/service-end.js';
import { TrustRecords } from '../src/domain/trust-records.js';
import { ManagementModule } from '../src/management.module.js';
import { closeGate } from '../src/transport/gate.js';
import { FakeKeyDestructions } from './fake-key-destructions.js';
import { FakeContainers } from './fake-containers.js';
import { FakeServiceEnd } from './fake-service-end.js';
import { FakeCredentials, FakeProposals, FakeRegister, FakeTrustRecords } from './fakes.js';

export const BOOTSTRAP_TOKEN = 'bootstrap-token-of-these-tests-0123456789';

/** Management over HTTP; its neighbours are fakes, but for the operators it is given. */
export interface RunningManagement {
  readonly app: NestFastifyApplication;
  /** By the bare address. */
  readonly origin: string;
  readonly readiness: Readiness;
  readonly register: FakeRegister;
  readonly trust: FakeTrustRecords;
  readonly credentials: FakeCredentials;
  readonly proposals: FakeProposals;
  readonly containers: FakeContainers;
  readonly destructions: FakeKeyDestructions;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly operators: Operators;
  readonly bootstrap?: BootstrapMode;
  readonly port?: number;
  readonly ownOrigin?: string;
}

export async function runManagement({ operators, bootstrap = 'until-founded', port = 0, ownOrigin }: Surroundings): Promise<RunningManagement> {
  const [register, proposals, containers] = [new FakeRegister(), new FakeProposals(), new FakeContainers()];
  const [trust, credentials, readiness] = [new FakeTrustRecords(), new FakeCredentials(), new Readiness()];
  const destructions = new FakeKeyDestructions();
  const ports = [
    { provide: Register, useValue: register },
    { provide: TrustRecords, useValue: trust },
    { provide: Credentials, useValue: credentials },
    { provide: Proposals, useValue: proposals },
    { provide: ServiceEnd, useValue: new FakeServiceEnd() },
    { provide: Operators, useValue: operators },
    { provide: Containers, useValue: containers },
    { provide: KeyDestructions, useValue: destructions },
  ];
  const log = new Log('management', 'silent');
  const platform = PlatformModule.around({ service: 'management', log, readiness, connection: undefined, database: undefined });
  const pages = {
    own: ownOrigin ?? 'http://management.localhost:4200',
    identity: 'http://identity.localhost:4000',
    approval: 'http://approval.localhost:4100',
  };
  const module = ManagementModule.over({ pages, access: { token: new Secret(BOOTSTRAP_TOKEN), bootstrap } }, ports);
  const root = { module: class Root {}, imports: [platform, module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ forceCloseConnections: true }), { logger: false });
  closeGate(app, app.get(AdmitOperator));
  await app.listen(port, '127.0.0.1');
  return { app, origin: await app.getUrl(), readiness, register, trust, credentials, proposals, containers, destructions, stop: () => app.close() };
}
