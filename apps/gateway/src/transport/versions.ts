import type { ContainerKeeper } from '../domain/container-keeper.js';
import { ApiVersions, type ApiVersion, type OwnMethod } from './method.js';
import { cscErrorOf } from './csc-error.js';
import { suspendContainer } from './own/suspend-container.js';
import { v1 } from './v1/dialect.js';
import { methodsV1 } from './v1/methods.js';
import { v2 } from './v2/dialect.js';
import { methodsV2 } from './v2/methods.js';
import type { Dialect } from './wire/dialect.js';
import type { Served } from './wire/shape.js';
import type { UseCases } from './wire/use-cases.js';

/** What a version has, before it has anything to work with. */
export interface VersionParts {
  readonly dialect: Dialect;
  readonly served: readonly Served[];
  /** Names the standard knows and the service does not offer. */
  readonly unimplemented: readonly string[];
}

/** Both versions. Whatever is made from them - routes, `info.methods`, the OpenAPI documents - is made from this. */
export const versionParts: readonly VersionParts[] = [
  { dialect: v1, served: methodsV1, unimplemented: [] },
  { dialect: v2, served: methodsV2, unimplemented: ['signatures/signDoc'] },
];

/** The versions over the one core. */
export class CscVersions extends ApiVersions {
  readonly all: readonly ApiVersion[];
  override readonly own: readonly OwnMethod[];

  constructor(uses: UseCases, containers: ContainerKeeper) {
    super();
    this.own = [suspendContainer(containers)];
    this.all = versionParts.map((parts) => versionOf(parts, uses));
  }
}

function versionOf({ dialect, served, unimplemented }: VersionParts, uses: UseCases): ApiVersion {
  const names = served.map(({ shape }) => shape.name);
  return {
    name: dialect.name,
    methods: new Map(served.map((one) => [one.shape.name, one.serve(uses, names)])),
    unimplemented: new Set(unimplemented),
    refusals: { malformedHeader: dialect.words.malformedHeader },
    errorOf: (failure) => cscErrorOf(failure, dialect.errors),
  };
}
