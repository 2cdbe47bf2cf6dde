import { managementEndpoints, ServiceError, type ActingOperator, type EndpointName, type TrustRole } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { holdsOneOf, rights, type Who } from '../rights.js';
import type { BootstrapAccess } from './bootstrap-access.js';
import type { Operators } from './operators.js';
import type { RememberedSessions } from './remembered-sessions.js';

/** Whoever may ask what they ask. */
export interface Admitted {
  readonly id: ActingOperator;
  readonly name: string;
  /** `all` for the bootstrap token. */
  readonly roles: readonly TrustRole[] | 'all';
  /** When the session ends at the latest, ISO 8601; the bootstrap token has no session. */
  readonly expiresAt?: string;
  /** SHA-256 of the session's token, base64url. */
  readonly tokenDigest?: string;
}

/** Lets operators in by who they are and what they ask for. */
export class AdmitOperator {
  constructor(
    private readonly bootstrap: BootstrapAccess,
    private readonly sessions: RememberedSessions,
    private readonly operators: Operators,
  ) {}

  /**
   * Who asks, if they may. What changes something is recorded before it is done, and so is every refusal of somebody known.
   *
   * @returns `undefined` where anybody may
   * @throws ServiceError `operator.refused` for nobody known, `operator.forbidden` for somebody whose roles do not cover it
   */
  async run(authorization: string | undefined, endpoint: EndpointName | undefined): Promise<Admitted | undefined> {
    const who: Who = endpoint === undefined ? 'every-operator' : rights[endpoint];
    if (who === 'anybody') return undefined;
    const admitted = await this.identify(authorization);
    if (endpoint === undefined) return admitted;
    if (who !== 'every-operator' && admitted.roles !== 'all' && !holdsOneOf(who, admitted.roles)) await this.refuse(admitted, endpoint);
    if (managementEndpoints[endpoint].method !== 'GET') await this.operators.report({ by: admitted.id, endpoint, outcome: 'admitted' });
    return admitted;
  }

  private async identify(authorization: string | undefined): Promise<Admitted> {
    if (await this.bootstrap.isOpenTo(authorization)) return { id: 'bootstrap', name: 'bootstrap token', roles: 'all' };
    const token = /^Bearer +([A-Za-z0-9_-]{43})$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorised();
    const tokenDigest = toBase64Url(sha256(token));
    const session = await this.sessions.find(tokenDigest);
    if (session.state === 'over') throw unauthorised();
    return { id: session.operatorId, name: session.name, roles: session.roles, expiresAt: session.expiresAt, tokenDigest };
  }

  private async refuse({ id, roles }: Admitted, endpoint: EndpointName): Promise<never> {
    const cause = `roles: ${roles.length === 0 ? 'none' : [...roles].join(', ')}`;
    await this.operators.report({ by: id, endpoint, outcome: 'refused', cause: cause.slice(0, 300) });
    throw new ServiceError('operator.forbidden', 'your roles do not cover this');
  }
}

function unauthorised(): ServiceError {
  return new ServiceError('operator.refused', 'send the token of a session as Authorization: Bearer; sign in for a new one');
}
