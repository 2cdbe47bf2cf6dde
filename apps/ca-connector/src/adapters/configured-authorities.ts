import type { Clock } from '@paraph/kernel';
import { type Bus } from '@paraph/platform';
import { Authorities, EMBEDDED, type ExternalAuthority } from '../domain/authorities.js';
import type { AuthorityWatcher } from '../domain/authority-watcher.js';
import type { CertificateAuthority } from '../domain/certificate-authority.js';
import { GuardedAuthority } from '../domain/guarded-authority.js';
import type { AuthoritiesSettings, ConfiguredAuthority } from './authorities.settings.js';
import { AuthorityHttp } from './http/authority-http.js';

/** What the authorities of a configuration are made with. */
export interface AuthorityParts {
  readonly settings: AuthoritiesSettings | undefined;
  readonly embedded: CertificateAuthority;
  /** For messages that the SAM protects. */
  readonly sam: Pick<Bus, 'call'>;
  readonly watcher: AuthorityWatcher;
  readonly clock: Clock;
}

/** The authorities of the trust configuration: the embedded one, and those elsewhere, each behind its own guard. */
export function configuredAuthorities({ settings, embedded, sam, watcher, clock }: AuthorityParts): Authorities {
  const routes = new Map((settings?.routes ?? []).map(({ policy, authority }) => [policy, authority]));
  const external = (settings?.authorities ?? []).map((one): ExternalAuthority => {
    const { name, issuers } = one;
    const driver = makeDriver(one, { routes: settings?.routes ?? [], sam });
    return { kind: 'external', name, issuers, crl: one.crl, ocsp: one.ocsp, authority: new GuardedAuthority(name, driver, watcher, clock) };
  });
  return new Authorities({ kind: 'embedded', name: EMBEDDED, authority: embedded }, external, routes);
}

/** One authority's driver, without a guard. */
export function makeDriver(
  { name, kind, settings, connection, issuers }: ConfiguredAuthority,
  { routes, sam }: Pick<AuthoritiesSettings, 'routes'> & Pick<AuthorityParts, 'sam'>,
): CertificateAuthority {
  const profile = (policyId: string): string | undefined => routes.find(({ policy, authority }) => policy === policyId && authority === name)?.profile;
  return kind.make(settings, { http: new AuthorityHttp(connection), sam, profile, issuers });
}
