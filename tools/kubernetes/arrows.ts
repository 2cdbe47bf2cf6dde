import { busServices } from '@paraph/contracts';

/** What a process reaches beyond the bus and its database. */
export interface Outside {
  /** `internet`: public addresses alone. `own-network`: an overlay names the addresses (the SAM speaks to nobody else). `monitoring`: the collector. */
  readonly where: 'internet' | 'own-network' | 'monitoring';
  readonly ports: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[];
  /** The settings that name who is there, without the prefix of the process. */
  readonly settings: readonly string[];
}

/** One process, as the network sees it. */
export interface NetworkPowers {
  readonly process: string;
  /** Answers people or applications, through the ingress. */
  readonly edge: boolean;
  /** The database cluster of its own database. */
  readonly database?: 'database' | 'sam-database';
  readonly outside: readonly Outside[];
}

const tcp = (...ports: readonly number[]) => ports.map((port) => ({ port, protocol: 'TCP' as const }));
const collector: Outside = { where: 'monitoring', ports: tcp(4318), settings: ['TRACES_URL'] };

/**
 * The arrows that the contract table does not have: who is reached from outside, and whom a process reaches there. Who is on the bus stands in the
 * contracts, and what they may say to each other is the broker's to refuse (deploy/nats); between two processes there is no arrow but through it.
 */
export const networkPowers: readonly NetworkPowers[] = [
  { process: 'gateway', edge: true, outside: [collector] },
  { process: 'management', edge: true, outside: [collector] },
  { process: 'identity', edge: true, database: 'database', outside: [{ where: 'internet', ports: tcp(443), settings: ['LOGIN_PROVIDER_FILE'] }, collector] },
  // One static page: it reaches nothing at all, not even a name server, and so sends no traces.
  { process: 'approval', edge: true, outside: [] },
  {
    process: 'courier',
    edge: false,
    outside: [
      { where: 'internet', ports: tcp(443), settings: ['ANNOUNCE_NETWORKS', 'SMS_HTTP_URL', 'SUMMARY_HOOK_URL'] },
      { where: 'internet', ports: tcp(465, 587), settings: ['EMAIL_SMTP_URL'] },
      { where: 'internet', ports: tcp(2775, 3550), settings: ['SMS_SMPP_URL'] },
      collector,
    ],
  },
  {
    process: 'sam',
    edge: false,
    database: 'sam-database',
    outside: [
      { where: 'own-network', ports: [{ port: 123, protocol: 'UDP' }], settings: ['TIME_SOURCES'] },
      { where: 'own-network', ports: [], settings: ['TOKEN_MODULE', 'TOKENS_FILE'] },
      collector,
    ],
  },
  { process: 'key-lifecycle', edge: false, database: 'database', outside: [collector] },
  {
    process: 'ca-connector',
    edge: true,
    database: 'database',
    outside: [{ where: 'internet', ports: tcp(443), settings: ['AUTHORITIES_FILE', 'TSA_URL'] }, collector],
  },
  {
    process: 'audit',
    edge: true,
    database: 'database',
    outside: [{ where: 'internet', ports: tcp(443), settings: ['TIMESTAMP_AUTHORITIES_FILE', 'ARCHIVE_S3_URL'] }, collector],
  },
];

/** Settings that look like an address elsewhere and lead to no connection, each with the reason. */
export const unconnected: Readonly<Record<string, string>> = {
  GATEWAY_PROVIDER_LOGO_URL: 'is told to applications',
  APPROVAL_TRACES_URL: 'the approval page reaches nothing',
  SAM_PROVIDERS_FILE: 'keys that are pinned; identity carries what goes there',
  SAM_AUTHORITIES_FILE: 'keys that are pinned; the connector carries what goes there',
  AUDIT_SUMMARY_HOOK: 'courier sends it',
};

/** Whether the contract table puts a process on the bus. */
export function isOnTheBus(process: string): boolean {
  return busServices.some((service) => service === process);
}
