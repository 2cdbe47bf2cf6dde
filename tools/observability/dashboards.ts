/** What the numbers of a panel are, in Grafana's words: seconds, a part of one, per second, bytes, or a plain count. */
export type Unit = 's' | 'percentunit' | 'cps' | 'bytes' | 'none';

/** One curve or several of one kind. */
export interface Panel {
  readonly title: string;
  readonly unit: Unit;
  readonly query: string;
  /** What a series is called; Grafana's form. */
  readonly legend: string;
}

/** A page of panels, for one kind of reader. */
export interface Dashboard {
  readonly file: string;
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

const RATE = '$__rate_interval';

const perSecond = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}[${RATE}]))`;
/** Per second, and nothing counts as zero: a counter with labels is not there before it counts. */
const perSecondOrNone = (metric: string, by: string): string => `${perSecond(metric, by)} or vector(0)`;
const quantile = (part: number, metric: string, by: string): string => `histogram_quantile(${part}, sum by (le, ${by}) (rate(${metric}_bucket[${RATE}])))`;
const highest = (metric: string, by: string): string => `max by (${by}) (${metric})`;
const remaining = (metric: string, by: string): string => `min by (${by}) (${metric}) - time()`;

/** How the service does, for whoever is on duty. */
const service: Dashboard = {
  file: 'service-level.json',
  uid: 'paraph-service',
  title: 'Paraph: service level',
  rows: [
    {
      title: 'Signatures',
      panels: [
        { title: 'Signatures', unit: 'cps', query: 'sum(rate(paraph_sam_signatures_total[$__rate_interval]))', legend: 'signatures' },
        { title: 'Refusals to sign', unit: 'cps', query: perSecondOrNone('paraph_sam_signature_refusals_total', 'code'), legend: '{{code}}' },
        {
          title: 'Time of a signature in the SAM, 99 of 100',
          unit: 's',
          query: `histogram_quantile(0.99, sum by (le) (rate(paraph_bus_call_seconds_bucket{service="sam", call="signHash"}[${RATE}])))`,
          legend: 'signHash',
        },
        { title: 'Attempts without an outcome', unit: 'none', query: 'max(paraph_sam_attempts_unfinished)', legend: 'attempts' },
      ],
    },
    {
      title: 'Requests',
      panels: [
        { title: 'Requests', unit: 'cps', query: perSecond('paraph_http_requests_total', 'service, status'), legend: '{{service}} {{status}}' },
        {
          title: 'Part that ends with 5xx',
          unit: 'percentunit',
          query: `(sum by (service) (rate(paraph_http_requests_total{status=~"5.."}[${RATE}])) or 0 * ${perSecond('paraph_http_requests_total', 'service')}) / (${perSecond('paraph_http_requests_total', 'service')} > 0)`,
          legend: '{{service}}',
        },
        {
          title: 'Time of a request, 99 of 100',
          unit: 's',
          query: quantile(0.99, 'paraph_http_request_seconds', 'service, route'),
          legend: '{{service}} {{route}}',
        },
        {
          title: 'Refusals over the bus',
          unit: 'cps',
          query: `sum by (service, call, outcome) (rate(paraph_bus_calls_total{outcome!="success"}[${RATE}])) or vector(0)`,
          legend: '{{service}} {{call}} {{outcome}}',
        },
      ],
    },
    {
      title: 'What it stands on',
      panels: [
        {
          title: 'Age of the oldest event that is not in the log',
          unit: 's',
          query: highest('paraph_outbox_oldest_seconds', 'service'),
          legend: '{{service}}',
        },
        { title: 'Connections to databases', unit: 'none', query: 'sum by (service, state) (paraph_database_connections)', legend: '{{service}} {{state}}' },
        { title: 'Waiting for a connection', unit: 'none', query: highest('paraph_database_waiting', 'service'), legend: '{{service}}' },
        { title: 'Delay of the event loop, 99 of 100', unit: 's', query: highest('nodejs_eventloop_lag_p99_seconds', 'service'), legend: '{{service}}' },
        { title: 'Memory', unit: 'bytes', query: highest('process_resident_memory_bytes', 'service'), legend: '{{service}}' },
        { title: 'Processor', unit: 'percentunit', query: perSecond('process_cpu_seconds_total', 'service'), legend: '{{service}}' },
      ],
    },
    {
      title: 'Credentials and certificates',
      panels: [
        { title: 'Credentials', unit: 'none', query: highest('paraph_key_lifecycle_credentials', 'state'), legend: '{{state}}' },
        { title: 'Until TLS certificates end', unit: 's', query: remaining('paraph_tls_certificate_end_seconds', 'service'), legend: '{{service}}' },
        {
          title: 'Until certificates of the embedded authority end',
          unit: 's',
          query: remaining('paraph_ca_connector_certificate_end_seconds', 'certificate'),
          legend: '{{certificate}}',
        },
        { title: 'Until revocation lists end', unit: 's', query: remaining('paraph_ca_connector_list_end_seconds', 'authority'), legend: '{{authority}}' },
        { title: 'Until the authority of the bus ends', unit: 's', query: 'min(paraph_bus_authority_end_seconds) - time()', legend: 'authority' },
        { title: 'Certificates asked for', unit: 'cps', query: perSecond('paraph_ca_connector_certificate_requests_total', 'outcome'), legend: '{{outcome}}' },
      ],
    },
  ],
};

/** How the tokens do. */
const hsm: Dashboard = {
  file: 'hsm.json',
  uid: 'paraph-hsm',
  title: 'Paraph: tokens',
  rows: [
    {
      title: 'State',
      panels: [
        { title: 'Token answers', unit: 'none', query: 'min by (token) (paraph_sam_token_up)', legend: '{{token}}' },
        { title: 'Circuit breaker', unit: 'none', query: 'max by (token, state) (paraph_sam_token_breaker)', legend: '{{token}} {{state}}' },
        { title: 'Answers other than CKR_OK', unit: 'cps', query: perSecondOrNone('paraph_sam_token_errors_total', 'token, ckr'), legend: '{{token}} {{ckr}}' },
        { title: 'Threads that hang', unit: 'none', query: highest('paraph_sam_token_threads_hung', 'token'), legend: '{{token}}' },
      ],
    },
    {
      title: 'Work',
      panels: [
        { title: 'Signatures asked for', unit: 'cps', query: perSecond('paraph_sam_token_signatures_total', 'token'), legend: '{{token}}' },
        {
          title: 'Time of a call, half of them',
          unit: 's',
          query: quantile(0.5, 'paraph_sam_token_call_seconds', 'token, operation'),
          legend: '{{token}} {{operation}}',
        },
        {
          title: 'Time of a call, 99 of 100',
          unit: 's',
          query: quantile(0.99, 'paraph_sam_token_call_seconds', 'token, operation'),
          legend: '{{token}} {{operation}}',
        },
        { title: 'Queue', unit: 'none', query: highest('paraph_sam_token_queue_length', 'token'), legend: '{{token}}' },
        { title: 'Sessions open', unit: 'none', query: 'sum by (token) (paraph_sam_token_sessions_open)', legend: '{{token}}' },
        { title: 'Sessions busy', unit: 'none', query: 'sum by (token) (paraph_sam_token_sessions_busy)', legend: '{{token}}' },
        {
          title: 'Keys that were there when needed',
          unit: 'percentunit',
          query: `${perSecond('paraph_sam_token_cache_hits_total', 'token')} / (${perSecond('paraph_sam_token_cache_hits_total', 'token')} + ${perSecond('paraph_sam_token_cache_misses_total', 'token')} > 0)`,
          legend: '{{token}}',
        },
        { title: 'Connected again', unit: 'cps', query: perSecond('paraph_sam_token_heals_total', 'token'), legend: '{{token}}' },
      ],
    },
    {
      title: 'Clock and journal',
      panels: [
        { title: 'Clock relied on', unit: 'none', query: 'min(paraph_sam_clock_trusted)', legend: 'trusted' },
        { title: 'Offset from UTC at most', unit: 's', query: 'max(paraph_sam_clock_offset_seconds)', legend: 'offset' },
        { title: 'Journal open', unit: 'none', query: 'min(paraph_sam_journal_open)', legend: 'open' },
        { title: 'Attempts ended without an outcome', unit: 'cps', query: 'sum(rate(paraph_sam_attempts_burned_total[$__rate_interval]))', legend: 'attempts' },
      ],
    },
  ],
};

/** How the log does. */
const audit: Dashboard = {
  file: 'audit.json',
  uid: 'paraph-audit',
  title: 'Paraph: audit log',
  rows: [
    {
      title: 'Events',
      panels: [
        { title: 'Events', unit: 'cps', query: perSecond('paraph_audit_events_total', 'source, outcome'), legend: '{{source}} {{outcome}}' },
        { title: 'Events that wait for the log', unit: 'none', query: highest('paraph_outbox_waiting_events', 'service'), legend: '{{service}}' },
        { title: 'Signing stopped by the log', unit: 'none', query: 'max(paraph_sam_log_behind)', legend: 'stopped' },
        { title: 'Sources that are silent', unit: 'none', query: highest('paraph_audit_source_silent', 'source'), legend: '{{source}}' },
      ],
    },
    {
      title: 'Whether it is whole',
      panels: [
        { title: 'Events under the last signed head', unit: 'none', query: 'max(paraph_audit_tree_head_size)', legend: 'events' },
        { title: 'Faults found', unit: 'none', query: 'max(paraph_audit_log_faults) + max(paraph_audit_log_inconsistent)', legend: 'faults' },
        { title: 'Witness contradicted', unit: 'none', query: 'max(paraph_audit_witness_contradicted)', legend: 'contradicted' },
        { title: 'Witness not written', unit: 'none', query: 'max(paraph_audit_witness_failing)', legend: 'failing' },
        { title: 'Findings', unit: 'none', query: highest('paraph_audit_findings', 'state'), legend: '{{state}}' },
        { title: 'Months that are not archived', unit: 'none', query: 'max(paraph_audit_months_not_archived)', legend: 'months' },
        { title: 'Damaged copies of the archive', unit: 'none', query: 'max(paraph_audit_archive_copies_damaged)', legend: 'copies' },
        {
          title: 'Heads that were time-stamped',
          unit: 'cps',
          query: perSecondOrNone('paraph_audit_heads_anchored_total', 'authority'),
          legend: '{{authority}}',
        },
      ],
    },
    {
      title: 'Readers',
      panels: [
        {
          title: 'Requests of readers',
          unit: 'cps',
          query: 'sum by (route, status) (rate(paraph_http_requests_total{service="audit"}[$__rate_interval]))',
          legend: '{{route}} {{status}}',
        },
        { title: 'Readers refused', unit: 'cps', query: 'sum(rate(paraph_audit_auditors_refused_total[$__rate_interval]))', legend: 'refused' },
      ],
    },
  ],
};

/** Every dashboard. */
export const dashboards: readonly Dashboard[] = [service, hsm, audit];

/** Every panel of every dashboard. */
export function allPanels(): (Panel & { readonly dashboard: string })[] {
  return dashboards.flatMap(({ file, rows }) => rows.flatMap(({ panels }) => panels.map((panel) => ({ ...panel, dashboard: file }))));
}
