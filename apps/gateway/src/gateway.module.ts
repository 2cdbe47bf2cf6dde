import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Log, Metrics, type ConfigOf, type Service } from '@paraph/platform';
import { BusCredentialDirectory } from './adapters/bus-credential-directory.js';
import { BusSigners } from './adapters/bus-signers.js';
import { BusSigningModule } from './adapters/bus-signing-module.js';
import { BusTokens } from './adapters/bus-tokens.js';
import { DerCertificates } from './adapters/der-certificates.js';
import { RecordedRefusals } from './adapters/recorded-refusals.js';
import { AuthoriseExplicitly } from './domain/authorise-explicitly.js';
import { Certificates } from './domain/certificates.js';
import { CredentialDirectory } from './domain/credential-directory.js';
import { DescribeCredential } from './domain/describe-credential.js';
import { DescribeService, type ServiceProfile } from './domain/describe-service.js';
import { ListCredentials } from './domain/list-credentials.js';
import { Refusals } from './domain/refusals.js';
import { SignHash } from './domain/sign-hash.js';
import { Signers } from './domain/signers.js';
import { SigningModule } from './domain/signing-module.js';
import { Tokens } from './domain/tokens.js';
import { gatewayConfig } from './gateway.config.js';
import { CscController } from './transport/csc.controller.js';
import { Edge } from './transport/edge.js';
import { prepareHttp } from './transport/http-edge.js';
import { LogoController } from './transport/logo.controller.js';
import { OwnAddress } from './transport/presented-proof.js';
import { MethodsV2, SigningMethods } from './transport/v2/methods.js';

type Shape = typeof gatewayConfig.shape;

/** The neighbours, each behind its port. */
const neighbours: readonly Provider[] = [
  adapt(Tokens, BusTokens, Bus),
  adapt(CredentialDirectory, BusCredentialDirectory, Bus),
  adapt(Signers, BusSigners, Bus),
  adapt(SigningModule, BusSigningModule, Bus),
  adapt(Refusals, RecordedRefusals, Bus, Metrics, Log),
];

/** The API over whatever stands behind its ports. */
@Module({})
export class GatewayModule {
  static over(profile: ServiceProfile, ports: readonly Provider[]): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [LogoController, CscController],
      providers: [
        ...ports,
        adapt(Certificates, DerCertificates),
        { provide: DescribeService, useValue: new DescribeService(profile) },
        build(ListCredentials, CredentialDirectory, Signers),
        build(DescribeCredential, CredentialDirectory),
        build(SignHash, Tokens, DescribeCredential, SigningModule),
        build(AuthoriseExplicitly, DescribeCredential, SigningModule, Clock),
        build(SigningMethods, SignHash, AuthoriseExplicitly),
        build(MethodsV2, DescribeService, ListCredentials, DescribeCredential, SigningMethods, Certificates),
        { provide: OwnAddress, useValue: new OwnAddress(profile.origin) },
        build(Edge, MethodsV2, Tokens, Refusals, OwnAddress),
      ],
    };
  }
}

function profileOf({ origins, provider, csc }: ConfigOf<Shape>): ServiceProfile {
  const { name, region, logo } = provider;
  return { origin: origins.self, name, region, logo: logo === '' ? `${origins.self}/logo.png` : logo, authorisationServer: origins.identity, specs: csc.specs };
}

/** The gateway as a process. */
export const gateway: Service<Shape> = {
  config: gatewayConfig,
  module: (config) => GatewayModule.over(profileOf(config), neighbours),
  prepare: prepareHttp,
};
