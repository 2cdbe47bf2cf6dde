import { ServiceError, type AuditEndpointName } from '@paraph/contracts';
import { Secret, sha256, toBase64Url } from '@paraph/kernel';
import type { AuditorToken } from './auditor-token.js';
import type { KnownReaders } from './known-readers.js';
import type { Possession, ProvenRequest } from './possession.js';
import type { Reader } from './reader.js';
import { mayAsk, whoMayAsk } from './rights.js';

/** What a token of identity looks like; nothing else is asked about. */
const TOKEN = /^[A-Za-z0-9_-]{43,2000}$/;

/** Lets readers in by who they are and what they ask for. */
export class AdmitReader {
  constructor(
    private readonly token: AuditorToken,
    private readonly readers: KnownReaders,
    private readonly possession: Possession,
  ) {}

  /**
   * Who asks, if they may.
   *
   * @param endpoint absent for an address nobody serves
   * @returns undefined where anybody may
   * @throws ServiceError `operator.refused` for nobody known, `operator.forbidden` for somebody who may not ask this
   */
  async run(authorization: string | undefined, endpoint: AuditEndpointName | undefined, request: ProvenRequest): Promise<Reader | undefined> {
    const who = endpoint === undefined ? 'every-reader' : whoMayAsk(endpoint);
    if (who === 'anybody') return undefined;
    const reader = await this.identify(authorization, request);
    if (reader === undefined)
      throw new ServiceError(
        'operator.refused',
        'send a token as Authorization: Bearer: of an operator’s session, of a client or a signer; one that is bound to a key as DPoP, with a proof',
      );
    if (!mayAsk(reader, who)) throw new ServiceError('operator.forbidden', 'this is not for whoever holds this token');
    return reader;
  }

  private async identify(authorization: string | undefined, request: ProvenRequest): Promise<Reader | undefined> {
    const [, scheme = '', offered] = /^(Bearer|DPoP) +(.+)$/i.exec(authorization ?? '') ?? [];
    if (offered === undefined) return undefined;
    const isProven = scheme.toLowerCase() === 'dpop';
    if (!isProven && this.token.is(offered)) return { kind: 'auditor', id: 'auditor', roles: ['auditor'] };
    const known = TOKEN.test(offered) ? await this.readers.find(toBase64Url(sha256(offered))) : undefined;
    // A token under the scheme it was not issued for opens nothing (RFC 9449 section 7.1): a bound one that is stolen would be any other.
    if (known === undefined || (known.thumbprint !== undefined) !== isProven) return undefined;
    if (known.thumbprint !== undefined) await this.possession.verify(request, { token: new Secret(offered), thumbprint: known.thumbprint });
    return known.reader;
  }
}
