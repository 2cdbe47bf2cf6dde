import { z } from 'zod';
import { exchange } from './exchange.ts';

const info = z.object({
  specs: z.string(),
  methods: z.array(z.string()),
  oauth2: z.string().optional(),
  oauth2Issuer: z.string().optional(),
});

const credentialInfo = z.object({
  key: z.object({ status: z.string(), algo: z.array(z.string()), len: z.number(), curve: z.string().optional() }),
  cert: z.object({ status: z.string().optional(), certificates: z.array(z.string()).optional() }),
  multisign: z.number(),
});

const credentialList = z.object({ credentialIDs: z.array(z.string()) });
const signatures = z.object({ signatures: z.array(z.string()) });

/** What a CSC service says about itself. */
export type ServiceInfo = z.infer<typeof info>;

/** What a CSC service says about a credential, as far as a signature needs it. */
export type CredentialInfo = z.infer<typeof credentialInfo>;

/** The body of `signatures/signHash`. */
export interface SignHashBody {
  readonly credentialID: string;
  readonly hashes: readonly string[];
  readonly signAlgo: string;
  readonly hashAlgorithmOID?: string;
  /** The credential token, when the bearer token is a service token. */
  readonly SAD?: string;
}

/** The methods of the CSC API v2 that a signature goes through. Refusals are `CscError`s. */
export class CscClient {
  readonly #base: URL;

  /** Takes the base up to and with `/csc/v2`. */
  constructor(base: string) {
    this.#base = new URL(base.endsWith('/') ? base : `${base}/`);
  }

  async info(): Promise<ServiceInfo> {
    return this.#post('info', {}, info);
  }

  async listCredentials(token: string): Promise<z.infer<typeof credentialList>> {
    return this.#post('credentials/list', {}, credentialList, token);
  }

  /** Asks for the certificate with its chain. */
  async credentialInfo(token: string, credentialID: string): Promise<CredentialInfo> {
    return this.#post('credentials/info', { credentialID, certificates: 'chain' }, credentialInfo, token);
  }

  /** Signature values in Base64, in the order of the hashes. */
  async signHash(token: string, body: SignHashBody): Promise<readonly string[]> {
    return (await this.#post('signatures/signHash', body, signatures, token)).signatures;
  }

  #post<T>(method: string, body: object, answer: z.ZodType<T>, token?: string): Promise<T> {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return exchange({
      method,
      url: new URL(method, this.#base),
      request: {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify(body),
      },
      answer,
    });
  }
}
