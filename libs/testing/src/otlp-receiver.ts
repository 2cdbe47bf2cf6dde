import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it arrived. */
export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Absent for the first of a trace. */
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** OpenTelemetry's numbers: 1 internal, 2 server, 3 client, 4 producer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
interface Pair {
  readonly key: string;
  readonly value: Value;
}
interface Sent {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly kind: number;
        readonly attributes?: readonly Pair[];
        readonly status?: { readonly code?: number };
      }[];
    }[];
  }[];
}

/** The spans in one request of OTLP over HTTP, as JSON (opentelemetry-proto, `ExportTraceServiceRequest`). */
export function spansIn(body: string): ReceivedSpan[] {
  const sent = JSON.parse(body) as Sent;
  return (sent.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'] ?? '');
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, kind, attributes = [], status }) => ({
        ...{ service, traceId, spanId, name, kind },
        parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
        attributes: valuesOf(attributes),
        status: status?.code ?? 0,
      })),
    );
  });
}

function valuesOf(pairs: readonly Pair[]): Record<string, string | number | boolean | undefined> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue]));
}

/** A collector of traces: takes OTLP over HTTP and keeps what it was sent, as it was sent. */
export class OtlpReceiver {
  readonly bodies: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly #server: Server;
  #arrived: (() => void) | undefined;

  /** @param kept is told each body, for whoever keeps it elsewhere */
  private constructor(kept: (body: string) => void) {
    this.#server = createServer((request, response) => void this.take(request, response, kept));
  }

  static async start(kept: (body: string) => void = () => undefined): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(kept);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    receiver.#server.unref();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/traces`;
  }

  get spans(): ReceivedSpan[] {
    return this.bodies.flatMap(spansIn);
  }

  /** Waits until what arrived is enough. @throws after ten seconds, with what there is */
  async until(isEnough: (spans: readonly ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]> {
    const end = performance.now() + 10_000;
    while (!isEnough(this.spans)) {
      const left = end - performance.now();
      if (left <= 0) throw new Error(`the spans do not come; there are ${this.spans.map(({ service, name }) => `${service}: ${name}`).join(', ') || 'none'}`);
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
    return this.spans;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  private async take(request: IncomingMessage, response: ServerResponse, kept: (body: string) => void): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    this.bodies.push(body);
    this.headers.push(request.headers);
    kept(body);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    this.#arrived?.();
  }
}
