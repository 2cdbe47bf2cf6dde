import { describeRegistration, ServiceError } from '@paraph/contracts';
import { AsnConvert } from '@peculiar/asn1-schema';
import { X509Certificate } from 'node:crypto';
import type { Finding } from '../../domain/certificate-authority.js';
import type { DriverSurroundings } from '../driver.js';
import { CmpCertificates } from './codec/certification.js';
import type { CmpSettings } from './cmp.settings.js';
import { CA_CERTIFICATES, information, InfoValues } from './codec/pki-header.js';
import { genm } from './codec/requests.js';
import { newTransaction, type Answer, type CmpExchange } from './exchange.js';

type SignatureSettings = Extract<CmpSettings['protection'], { kind: 'signature' }>;

const SOON_MS = 30 * 24 * 3_600_000;

/** What can be tried without having anything certified. */
export class AuthorityCheck {
  constructor(
    private readonly exchange: CmpExchange,
    private readonly settings: CmpSettings,
    private readonly surroundings: DriverSurroundings,
  ) {}

  async run(within: AbortSignal): Promise<readonly Finding[]> {
    const { protection } = this.settings;
    const ours = protection.kind === 'signature' ? await this.registration(protection) : [];
    return [...ours, ...(await this.conversation(within))];
  }

  /** Whether what the SAM signs can be verified by the certificate that goes along. */
  private async registration({ certificate, answering }: SignatureSettings): Promise<readonly Finding[]> {
    const pinned = answering.map((one) => validity('a pinned certificate for answers', new X509Certificate(one)));
    const own = certificate?.[0] && new X509Certificate(certificate[0]);
    const ours = own ? [validity('the registration certificate', own)] : [];
    return [await this.certified(own), ...ours, ...pinned];
  }

  private async certified(own: X509Certificate | undefined): Promise<Finding> {
    const what = 'the SAM’s registration key has a certificate';
    try {
      const { publicKey, csr } = await this.surroundings.sam.call(describeRegistration, {});
      if (own?.publicKey.export({ format: 'der', type: 'spki' }).equals(Buffer.from(publicKey, 'base64'))) return well(what);
      const wrong = own ? 'the one in the settings is for another key' : 'the settings name none';
      return unwell(what, `${wrong}. Have this certified for a registration authority and name it as protection.certificate:\n${requestPem(csr)}`);
    } catch (error) {
      return unwell(what, wordsOf(error));
    }
  }

  /** A general message for the authority's certificates (RFC 9483 section 4.3.1): what it answers matters less than that it is proven. */
  private async conversation(within: AbortSignal): Promise<readonly Finding[]> {
    const what = `answers a CMP message at ${this.settings.connection.url.href}, and its answer is proven to be its own`;
    try {
      const answer = await this.exchange.ask({ body: genm(information(CA_CERTIFICATES)), transaction: newTransaction() }, within);
      return [well(what), ...this.pinned(answer)];
    } catch (error) {
      return [unwell(what, wordsOf(error))];
    }
  }

  private pinned({ body }: Answer): readonly Finding[] {
    const told = body.kind === 'genp' ? certificatesIn(body.content) : [];
    if (told.length === 0) return [];
    const what = 'a pinned issuer is among the certificates it says are its own';
    const isKnown = told.some((one) => this.surroundings.issuers.some((issuer) => Buffer.from(issuer).equals(one)));
    return [isKnown ? well(what) : unwell(what, 'none of them is pinned: compare `issuers` with what the authority publishes')];
  }
}

/** Of servers that do not know the question, none. */
function certificatesIn(content: Uint8Array): readonly Uint8Array[] {
  try {
    const value = AsnConvert.parse(content, InfoValues).find(({ infoType }) => infoType === CA_CERTIFICATES)?.infoValue;
    return value ? [...AsnConvert.parse(value, CmpCertificates)].map((der) => new Uint8Array(der)) : [];
  } catch {
    return [];
  }
}

function validity(which: string, { validFromDate, validToDate }: X509Certificate): Finding {
  const what = `${which} is valid now, and for thirty days more`;
  const now = new Date();
  if (now < validFromDate) return unwell(what, `it begins ${validFromDate.toISOString()}`);
  return validToDate.getTime() - now.getTime() > SOON_MS ? well(what) : unwell(what, `it ends ${validToDate.toISOString()}: have it renewed`);
}

function requestPem(base64: string): string {
  return `-----BEGIN CERTIFICATE REQUEST-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE REQUEST-----`;
}

function wordsOf(error: unknown): string {
  return error instanceof ServiceError ? `${error.code}: ${error.detail}` : 'an error of this program: see its log';
}

function well(what: string): Finding {
  return { what, isWell: true };
}

function unwell(what: string, problem: string): Finding {
  return { what, isWell: false, problem };
}
