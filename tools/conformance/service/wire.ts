import { HttpTransport, type HttpRequest, type TransportOptions } from '@paraph/csc-client';

/** An HTTP answer, with its JSON object where it has one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Record<string, unknown> | undefined;
}

/** Sends what the suite wants sent, unread by any client, and keeps what was refused and which secrets were used. */
export class Wire {
  /** Texts of refusals; no secret may stand in one (CSC-190). */
  readonly refusals: string[] = [];
  readonly secrets = new Set<string>();
  readonly #transport: HttpTransport;

  constructor(options: TransportOptions = {}) {
    this.#transport = new HttpTransport({ timeoutMs: 70_000, ...options });
  }

  async send(request: HttpRequest): Promise<Answer> {
    const { status, headers, text } = await this.#transport.send(request);
    if (status >= 400) this.refusals.push(text);
    return { status, headers, text, json: objectIn(text) };
  }

  /** Remembers what no refusal may repeat. */
  keep(secret: unknown): void {
    if (typeof secret === 'string' && secret.length >= 4) this.secrets.add(secret);
  }

  close(): void {
    this.#transport.close();
  }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
