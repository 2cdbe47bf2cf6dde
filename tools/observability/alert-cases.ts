/** How one rule is tried: series in promtool's notation, with when it must be quiet and when it must fire, and with which labels besides its severity. */
export interface AlertCase {
  readonly alert: string;
  readonly series: Readonly<Record<string, string>>;
  readonly quietAt: string;
  readonly firesAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The time between two values and two looks, a minute unless said: what takes days is looked at less often. */
  readonly step?: string;
}

const DAY = 86_400;

/** A level that is right for ten minutes and wrong from then on. */
const turns = (from: number, to: number): string => `${from}x10 ${to}x300`;

/** A level that turns wrong after ten minutes: quiet until then, and while its patience lasts. */
function level(
  alert: string,
  series: string,
  [from, to]: readonly [number, number],
  more: Pick<AlertCase, 'labels'> & Partial<AlertCase> = { labels: {} },
): AlertCase {
  return { alert, series: { [series]: turns(from, to) }, quietAt: '10m', firesAt: '20m', ...more };
}

/** A counter that stands still for twenty minutes and then counts. */
function counts(alert: string, series: string, labels: AlertCase['labels'] = {}): AlertCase {
  return { alert, series: { [series]: '3x20 4x3 64x2 94x2 124x30' }, quietAt: '18m', firesAt: '26m', labels };
}

/** A counter with labels, which is born with its first count: it fires then, and when it counts again later. */
function isBorn(alert: string, series: string, labels: AlertCase['labels'] = {}): AlertCase[] {
  return [counts(alert, series, labels), { alert, series: { [series]: '_x10 1x60' }, quietAt: '9m', firesAt: '12m', labels }];
}

/** Unix time is minutes here, since promtool begins at zero: what ends so many days after that. */
const endsAfter = (days: number): string => `${days * DAY}x600`;

/** Every rule of deploy/prometheus/alerts.yaml. */
export const alertCases: readonly AlertCase[] = [
  level('ParaphProcessDown', 'up{job="paraph", instance="sam-1"}', [1, 0], { labels: { job: 'paraph', instance: 'sam-1' } }),
  {
    alert: 'ParaphErrors',
    series: {
      'paraph_http_requests_total{service="gateway", status="200"}': '0+60x60',
      'paraph_http_requests_total{service="gateway", status="503"}': '0+1x15 20+10x45',
    },
    quietAt: '14m',
    firesAt: '30m',
    labels: { service: 'gateway' },
  },
  ...isBorn('ParaphBug', 'paraph_bus_calls_total{service="sam", call="signHash", outcome="internal"}', { service: 'sam', call: 'signHash' }),
  level('ParaphDatabaseBusy', 'paraph_database_waiting{service="sam"}', [0, 3], { labels: { service: 'sam' } }),
  level('ParaphOutboxBehind', 'paraph_outbox_oldest_seconds{service="identity"}', [12, 300], { labels: { service: 'identity' } }),
  level('ParaphSigningStoppedByLog', 'paraph_sam_log_behind{service="sam"}', [0, 1]),
  level('ParaphJournalClosed', 'paraph_sam_journal_open{service="sam"}', [1, 0], { labels: { service: 'sam' } }),
  ...isBorn('ParaphOutcomeUnknown', 'paraph_sam_signature_refusals_total{code="hsm.ambiguous"}'),
  counts('ParaphAttemptsBurned', 'paraph_sam_attempts_burned_total{service="sam"}', { service: 'sam' }),
  {
    alert: 'ParaphManyRefusals',
    series: { paraph_sam_signatures_total: '0+600x60', 'paraph_sam_signature_refusals_total{code="sad.spent"}': '0+60x20 1800+600x40' },
    quietAt: '20m',
    firesAt: '45m',
    labels: {},
  },
  level('ParaphJobsWait', 'paraph_sam_jobs_waiting{service="sam"}', [1_000, 1_001], { labels: {}, firesAt: '25m' }),
  ...isBorn('ParaphPoolEmpty', 'paraph_sam_pool_empty_total{policy="session", algorithm="p256"}', { policy: 'session', algorithm: 'p256' }),
  level('ParaphTokenOut', 'paraph_sam_token_up{token="blue"}', [1, 0], { labels: { token: 'blue' } }),
  level('ParaphTokenLeftAlone', 'paraph_sam_token_breaker{token="blue", state="open"}', [0, 1], { labels: { token: 'blue', state: 'open' } }),
  {
    alert: 'ParaphTokenSlow',
    series: {
      'paraph_sam_token_call_seconds_bucket{token="blue", operation="sign", le="0.5"}': '0+100x10 1000+50x60',
      'paraph_sam_token_call_seconds_bucket{token="blue", operation="sign", le="2.5"}': '0+100x10 1000+100x60',
      'paraph_sam_token_call_seconds_bucket{token="blue", operation="sign", le="+Inf"}': '0+100x10 1000+100x60',
    },
    quietAt: '10m',
    firesAt: '30m',
    labels: { token: 'blue' },
  },
  counts('ParaphTokenErrors', 'paraph_sam_token_errors_total{token="blue", ckr="CKR_DEVICE_ERROR"}', { token: 'blue', ckr: 'CKR_DEVICE_ERROR' }),
  level('ParaphTokenThreadsHung', 'paraph_sam_token_threads_hung{token="blue"}', [0, 1], { labels: { token: 'blue' } }),
  level('ParaphClockDistrusted', 'paraph_sam_clock_trusted{service="sam"}', [1, 0], { labels: { service: 'sam' } }),
  level('ParaphClockOffset', 'paraph_sam_clock_offset_seconds{service="sam"}', [0.2, 0.6], { labels: { service: 'sam' }, firesAt: '25m' }),
  counts('ParaphClockStepped', 'paraph_sam_clock_steps_total{service="sam"}', { service: 'sam' }),
  {
    alert: 'ParaphTlsCertificateEnds',
    series: { 'paraph_tls_certificate_end_seconds{service="gateway"}': endsAfter(10) },
    step: '10m',
    quietAt: '2d',
    firesAt: '4d',
    labels: { service: 'gateway' },
  },
  {
    alert: 'ParaphBusAuthorityEnds',
    series: { 'paraph_bus_authority_end_seconds{service="gateway"}': endsAfter(33) },
    step: '10m',
    quietAt: '2d',
    firesAt: '4d',
    labels: {},
  },
  {
    alert: 'ParaphAuthorityCertificateEnds',
    series: { 'paraph_ca_connector_certificate_end_seconds{certificate="issuing"}': endsAfter(63) },
    step: '10m',
    quietAt: '2d',
    firesAt: '4d',
    labels: { certificate: 'issuing' },
  },
  {
    alert: 'ParaphRevocationListEnds',
    series: { 'paraph_ca_connector_list_end_seconds{authority="issuing"}': endsAfter(1) },
    step: '10m',
    quietAt: '17h',
    firesAt: '19h',
    labels: { authority: 'issuing' },
  },
  level('ParaphRevocationWaits', 'paraph_ca_connector_oldest_revocation_seconds{service="ca-connector"}', [30, 90]),
  level('ParaphAuthorityLeftAlone', 'paraph_ca_connector_breaker{authority="national"}', [1, 2], { labels: { authority: 'national' }, firesAt: '25m' }),
  level('ParaphStatusNotBelieved', 'paraph_ca_connector_status_believed{authority="national", kind="crl"}', [1, 0], {
    labels: { authority: 'national', kind: 'crl' },
  }),
  level('ParaphLogChanged', 'paraph_audit_log_faults{service="audit"}', [0, 1]),
  level('ParaphLogInconsistent', 'paraph_audit_log_inconsistent{service="audit"}', [0, 1]),
  level('ParaphWitnessContradicted', 'paraph_audit_witness_contradicted{service="audit"}', [0, 1]),
  level('ParaphWitnessFailing', 'paraph_audit_witness_failing{service="audit"}', [0, 1], { labels: {}, firesAt: '25m' }),
  level('ParaphSourceSilent', 'paraph_audit_source_silent{source="identity"}', [0, 1], { labels: { source: 'identity' } }),
  level('ParaphAnchoringFailing', 'paraph_audit_anchoring_failing{authority="one"}', [0, 1], {
    labels: { authority: 'one' },
    step: '10m',
    quietAt: '2h',
    firesAt: '5h',
  }),
  level('ParaphArchiveDamaged', 'paraph_audit_archive_copies_damaged{service="audit"}', [0, 1]),
  level('ParaphMonthNotArchived', 'paraph_audit_months_not_archived{service="audit"}', [0, 1], { labels: {}, step: '10m', quietAt: '1d', firesAt: '28h' }),
  level('ParaphFindingsOpen', 'paraph_audit_findings{state="open"}', [0, 2], { labels: {}, firesAt: '25m' }),
  level('ParaphGatewayUnreachable', 'paraph_courier_gateway_reachable{channel="sms", kind="http"}', [1, 0], { labels: { channel: 'sms', kind: 'http' } }),
  {
    alert: 'ParaphTracesLost',
    series: { 'paraph_trace_spans_total{service="sam", outcome="failed"}': '0x30 0+10x90' },
    quietAt: '30m',
    firesAt: '90m',
    labels: { service: 'sam' },
  },
];
