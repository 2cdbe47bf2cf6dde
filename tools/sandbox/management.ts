import { z } from 'zod';

const problem = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
});

/** The management API as the sandbox uses it: JSON over loopback, with the bootstrap token. */
export class Management {
  readonly #base: URL;
  readonly #token: string;

  constructor(origin: string, bootstrapToken: string) {
    this.#base = new URL('/management/v1/', origin);
    this.#token = bootstrapToken;
  }

  /** A legal entity under contract. */
  async createSubscriber(name: string): Promise<string> {
    return (await this.#create('subscribers', { name }, z.object({ subscriberId: z.string() }))).subscriberId;
  }

  /** A signature-creation application that authenticates with a secret. */
  createClient(client: {
    subscriberId: string;
    name: string;
    redirectUris: readonly string[];
    settings?: object;
  }): Promise<{ clientId: string; clientSecret: string }> {
    const body = { ...client, authentication: { method: 'client_secret' } };
    return this.#create('clients', body, z.object({ clientId: z.string(), clientSecret: z.string() }));
  }

  /** A person who is going to sign for a subscriber. */
  async createSigner(signer: { subscriberId: string; name: string }): Promise<string> {
    return (await this.#create('signers', signer, z.object({ signerId: z.string() }))).signerId;
  }

  /** A key, and the address where its signer accepts it. */
  createCredential(credential: {
    signerId: string;
    algorithm: string;
    policyId: string;
    provider: string;
    description: string;
    orderingClientId?: string;
    containerId?: string;
  }): Promise<{ credentialId: string; enrolmentUrl: string }> {
    return this.#create('credentials', credential, z.object({ credentialId: z.string(), enrolmentUrl: z.url() }));
  }

  /** The same key certified again, or a new key in its place, and the address where its signer accepts that. */
  renewCredential(credentialId: string, kind: 'renewal' | 'update' | 'rekey'): Promise<{ credentialId: string; enrolmentUrl: string }> {
    return this.#create(`credentials/${credentialId}/renewal`, { kind }, z.object({ credentialId: z.string(), enrolmentUrl: z.url() }));
  }

  /** Any further act of the API. */
  act(path: string, body: unknown): Promise<Record<string, unknown>> {
    return this.#create(path, body, z.record(z.string(), z.unknown()));
  }

  async #create<T>(what: string, body: unknown, answer: z.ZodType<T>): Promise<T> {
    const response = await fetch(new URL(what, this.#base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`management refused to create ${what}: ${response.status} ${reason(text)}`);
    return answer.parse(JSON.parse(text));
  }
}

/** What the answer says about itself; never more than a line. */
function reason(text: string): string {
  try {
    const { error, error_description, code, detail } = problem.parse(JSON.parse(text));
    return [code ?? error, detail ?? error_description].filter(Boolean).join(': ') || text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
