import type { FactoryProvider, Provider } from '@nestjs/common';
import { tokensEnded } from '@paraph/contracts';
import { Clock, RequestRate } from '@paraph/kernel';
import { adapt, build, Bus, Metrics } from '@paraph/platform';
import { JoseSignedProofs, SignedProofs, VerifyPossession } from '@paraph/platform/possession';
import { BriefMemory, MemoryFigures } from './adapters/brief-memory.js';
import { BusAuthorisationDirectory } from './adapters/bus-authorisation-directory.js';
import { BusBrowserOrigins } from './adapters/bus-browser-origins.js';
import { BusCredentialDirectory } from './adapters/bus-credential-directory.js';
import { BusTokens, endOfWord, TOKEN_WORD_MS } from './adapters/bus-tokens.js';
import { RememberedAuthorisations } from './adapters/remembered-authorisations.js';
import { RememberedCredentials } from './adapters/remembered-credentials.js';
import { AuthorisationDirectory } from './domain/authorisation-directory.js';
import { BrowserOrigins } from './domain/browser-origins.js';
import { CredentialDirectory } from './domain/credential-directory.js';
import { Refusals } from './domain/refusals.js';
import { Tokens } from './domain/tokens.js';
import { BrowserAccess } from './transport/browser-access.js';
import { Edge } from './transport/edge.js';
import { EdgeLimits } from './transport/edge-limits.js';
import { EdgeSettings } from './transport/edge-settings.js';
import { Guards } from './transport/guards.js';
import { ApiVersions } from './transport/method.js';
import { Possession } from './transport/possession.js';

/** How long what is told of a credential counts, milliseconds; a suspension is heeded by the SAM in any case. */
const CREDENTIAL_MS = 500;
const ORIGINS_MS = 5_000;
/** Most answers kept by each memory: about 20 MB of tokens. */
const MOST = 10_000;

/** The edge over whatever stands behind its ports. */
export const edgeProviders: readonly Provider[] = [
  adapt(SignedProofs, JoseSignedProofs),
  build(VerifyPossession, SignedProofs, Clock),
  build(Possession, VerifyPossession, EdgeSettings),
  build(BrowserAccess, BrowserOrigins, EdgeSettings),
  {
    provide: EdgeLimits,
    inject: [EdgeSettings, Clock, Metrics],
    // Each client has a rate of its own; the one given here never counts.
    useFactory: ({ requestsPerAddress }: EdgeSettings, clock: Clock, metrics: Metrics) =>
      new EdgeLimits(new RequestRate(requestsPerAddress, clock), new RequestRate(1, clock), metrics),
  } satisfies FactoryProvider<EdgeLimits>,
  build(Guards, EdgeLimits, BrowserAccess, Possession),
  build(Edge, ApiVersions, Tokens, Guards, Refusals),
];

const inject = [Bus, Clock, MemoryFigures];

/** The neighbours whose word is kept for a moment. */
export const rememberedNeighbours: readonly Provider[] = [
  build(MemoryFigures, Metrics),
  {
    provide: Tokens,
    inject,
    useFactory: (bus: Bus, clock: Clock, figures: MemoryFigures) => {
      const tokens = new BusTokens(bus, new BriefMemory('tokens', { forMs: TOKEN_WORD_MS, most: MOST, endOf: endOfWord }, clock, figures));
      bus.hear(tokensEnded, () => tokens.forgetAll());
      return tokens;
    },
  },
  {
    provide: BrowserOrigins,
    inject,
    useFactory: (bus: Bus, clock: Clock, figures: MemoryFigures) =>
      new BusBrowserOrigins(bus, new BriefMemory('browser-origins', { forMs: ORIGINS_MS, most: 1 }, clock, figures)),
  },
  {
    provide: CredentialDirectory,
    inject,
    useFactory: (bus: Bus, clock: Clock, figures: MemoryFigures) =>
      new RememberedCredentials(new BusCredentialDirectory(bus), new BriefMemory('credentials', { forMs: CREDENTIAL_MS, most: MOST }, clock, figures)),
  },
  {
    provide: AuthorisationDirectory,
    inject,
    useFactory: (bus: Bus, clock: Clock, figures: MemoryFigures) =>
      new RememberedAuthorisations(new BusAuthorisationDirectory(bus), new BriefMemory('authorisations', { forMs: CREDENTIAL_MS, most: MOST }, clock, figures)),
  },
];
