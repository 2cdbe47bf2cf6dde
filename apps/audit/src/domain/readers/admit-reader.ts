import { ServiceError, type AuditEndpointName } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import type { AuditorToken } from './auditor-token.js';
import type { KnownReaders } from './known-readers.js';
import type { Reader } from './reader.js';
import { mayAsk, whoMayAsk } from './rights.js';

/** What a token of identity looks like; nothing else is asked about. */
const TOKEN = /^[A-Za-z0-9_-]{43,2000}$/;

/** Lets readers in by who they are and what they ask for. */
export class AdmitReader {
  constructor(
    private readonly token: AuditorToken,
    private readonly readers: KnownReaders,
  ) {}

  /**
   * Who asks, if they may.
   *
   * @param endpoint absent for an address nobody serves
   * @returns undefined where anybody may
   * @throws ServiceError `operator.refused` for nobody known, `operator.forbidden` for somebody who may not ask this
   */
  async run(authorization: string | undefined, endpoint: AuditEndpointName | undefined): Promise<Reader | undefined> {
    const who = endpoint === undefined ? 'every-reader' : whoMayAsk(endpoint);
    if (who === 'anybody') return undefined;
    const reader = await this.identify(authorization);
    if (reader === undefined)
      throw new ServiceError('operator.refused', 'send a token as Authorization: Bearer: of an operator’s session, of a client or a signer');
    if (!mayAsk(reader, who)) throw new ServiceError('operator.forbidden', 'this is not for whoever holds this token');
    return reader;
  }

  private async identify(authorization: string | undefined): Promise<Reader | undefined> {
    const offered = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
    if (offered === undefined) return undefined;
    if (this.token.is(offered)) return { kind: 'auditor', id: 'auditor', roles: ['auditor'] };
    return TOKEN.test(offered) ? this.readers.find(toBase64Url(sha256(offered))) : undefined;
  }
}
