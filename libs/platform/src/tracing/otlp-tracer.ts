import { ROOT_CONTEXT, SpanKind as Kind, SpanStatusCode, trace as api, TraceFlags, type Tracer as OtelTracer } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import { randomBytes } from 'node:crypto';
import type { TraceContext } from '../logs/trace-context.js';
import type { OpenSpan, SpanAttributes, SpanFacts, SpanKind, Tracer } from './span.js';
import { readHeaders, type TraceSettings } from './trace-settings.js';

const KINDS: Readonly<Record<SpanKind, Kind>> = { server: Kind.SERVER, client: Kind.CLIENT, producer: Kind.PRODUCER, internal: Kind.INTERNAL };

/** A collector that does not answer costs this much memory and patience, and then spans. */
const LIMITS = { maxQueueSize: 4_096, maxExportBatchSize: 512, scheduledDelayMillis: 1_000, exportTimeoutMillis: 3_000 } as const;

/** Whose spans these are. */
export interface TracedProcess {
  readonly service: string;
  readonly replica: string;
}

/**
 * Records spans and sends them by OTLP over HTTP, as JSON. Which traces are recorded is decided before it is asked. This file alone knows OpenTelemetry, and it
 * is loaded only where traces are wanted.
 */
export class OtlpTracer implements Tracer {
  readonly counts = { exported: 0, failed: 0 };
  readonly #provider: TracerProvider;
  readonly #tracer: OtelTracer;
  readonly #ratio: number;
  #traceId = '';

  constructor({ service, replica }: TracedProcess, settings: TraceSettings & { readonly url: string }) {
    this.#ratio = settings.ratio;
    const exporter = new OTLPTraceExporter({ url: settings.url, headers: readHeaders(settings.headers), timeoutMillis: LIMITS.exportTimeoutMillis });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.namespace': 'paraph', 'service.name': service, 'service.instance.id': replica }),
      spanProcessors: [new BatchSpanProcessor({ exporter: this.#counted(exporter), ...LIMITS })],
      spanLimits: { attributeCountLimit: 16, attributeValueLengthLimit: 128, eventCountLimit: 0, linkCountLimit: 0 },
      // A trace that begins here has its identifier already: it stands in the log.
      idGenerator: { generateTraceId: () => this.#traceId, generateSpanId: () => randomBytes(8).toString('hex') },
    });
    this.#tracer = this.#provider.getTracer('paraph');
  }

  draws(): boolean {
    return this.#ratio >= 1 || Math.random() < this.#ratio;
  }

  begin({ name, kind, attributes }: SpanFacts, { traceId, spanId, flags }: TraceContext): OpenSpan {
    this.#traceId = traceId;
    const parent = { traceId, spanId: spanId ?? '', traceFlags: TraceFlags.SAMPLED, isRemote: true };
    const context = spanId === undefined ? ROOT_CONTEXT : api.setSpanContext(ROOT_CONTEXT, parent);
    const span = this.#tracer.startSpan(name, { kind: KINDS[kind], attributes: { ...attributes } }, context);
    return {
      trace: { traceId, flags, spanId: span.spanContext().spanId },
      rename: (found: string) => void span.updateName(found),
      end: (outcome: string, more: SpanAttributes = {}) => {
        if (!span.isRecording()) return;
        span.setAttributes({ ...more, 'paraph.outcome': outcome });
        if (outcome !== 'success') span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  async stop(): Promise<void> {
    // A collector that is away does not keep a process from stopping well.
    await this.#provider.shutdown().catch(() => undefined);
  }

  #counted(exporter: OTLPTraceExporter): SpanExporter {
    return {
      export: (spans, told) =>
        exporter.export(spans, (result) => {
          this.counts[result.code === ExportResultCode.SUCCESS ? 'exported' : 'failed'] += spans.length;
          told(result);
        }),
      shutdown: () => exporter.shutdown(),
      forceFlush: () => exporter.forceFlush(),
    };
  }
}
