import type { BenchRow } from './figures.ts';
import { SESSIONS_IN_FLIGHT } from './one-session.ts';
import type { BenchFacts } from './result-files.ts';

/** Programs that take part in a signature; the others' time is shown together. */
const PROGRAMS = ['bare-loop', 'sam', 'gateway', 'identity', 'postgres', 'nats', 'audit', 'bench'] as const;

const MIB = 2 ** 20;

/** The rows as a Markdown table. */
export function rowsAsTable(rows: readonly BenchRow[]): string {
  const shown = PROGRAMS.filter((name) => rows.some(({ cpuMsPerSignature }) => (cpuMsPerSignature[name] ?? 0) > 0));
  const head = ['level', 'algorithm', 'hashes', 'in flight', 'per second', 'p50 ms', 'p99 ms', 'of the bare token', ...shown.map((name) => `${name} CPU ms`)];
  const lines = rows.map((row) => {
    const cpu = shown.map((name) => (row.cpuMsPerSignature[name] === undefined ? '' : digits(row.cpuMsPerSignature[name])));
    const { level, algorithm, batch, inFlight, perSecond, p50Ms, p99Ms, ratioToBare } = row;
    return [
      level,
      algorithm,
      batch,
      inFlight,
      digits(perSecond),
      digits(p50Ms),
      digits(p99Ms),
      ratioToBare === 0 ? '' : `${digits(ratioToBare * 100)} %`,
      ...cpu,
    ];
  });
  return table(head, lines);
}

/** What stands beside the table, one line each. */
export function factsAsLines({ further, memory, failures, ...facts }: BenchFacts): string[] {
  const { oneSession, pooledSession, register, issuing, ocsp, crl, cache, generation, flat, soak, audit } = further;
  const bytes = soak?.samples.map((one) => one.bytes) ?? [];
  return [
    `Commit ${facts.commit.slice(0, 12)}${facts.changed ? ' with changes' : ''}, ${facts.measuredAt.slice(0, 16)}Z, ${facts.cores} cores (${facts.processor}), ${facts.memoryGiB} GiB, ${facts.system}; load before ${facts.loadBefore}.`,
    `Node ${facts.versions['node']}, PostgreSQL ${facts.versions['postgres']}, NATS ${facts.versions['nats-server']}, SoftHSM ${facts.versions['softhsm']}. ${facts.rounds} rounds of ${facts.seconds} s, medians.`,
    `Memory afterwards: ${Object.entries(memory)
      .map(([name, one]) => `${name} ${(one / MIB).toFixed(0)} MiB`)
      .join(', ')}.`,
    ...(oneSession
      ? [
          `One session, P-256, whole: ${oneSession.perSecond}/s, p50 ${oneSession.p50Ms} ms, p99 ${oneSession.p99Ms} ms, ${SESSIONS_IN_FLIGHT} in flight; ${oneSession.keysLeft} keys left.`,
        ]
      : []),
    ...(pooledSession
      ? [
          `One session, RSA-3072 from a pool of ${pooledSession.sessions}: ${pooledSession.perSecond}/s while it lasts, p50 ${pooledSession.p50Ms} ms, p99 ${pooledSession.p99Ms} ms, ${SESSIONS_IN_FLIGHT} in flight; ${pooledSession.keysLeft} keys left; filled again at ${pooledSession.refillPerSecond} keys/s.`,
        ]
      : []),
    ...(register
      ? [
          `Register of ${register.credentials} credentials: a page of fifty p50 ${register.listP50Ms} ms, p99 ${register.listP99Ms} ms; ${register.expired} that were over destroyed at ${register.destroyedPerSecond}/s, ${register.keysLeft} keys left; p99 of a signature ${register.quietP99Ms} ms undisturbed and ${register.sweptP99Ms} ms meanwhile (× ${register.ratio}).`,
        ]
      : []),
    ...(issuing ? [`Certificates (P-256): ${issuing.perSecond}/s, p50 ${issuing.p50Ms} ms, p99 ${issuing.p99Ms} ms, 16 in flight.`] : []),
    ...(ocsp ? [`OCSP answers, prepared: ${ocsp.perSecond}/s, p50 ${ocsp.p50Ms} ms, p99 ${ocsp.p99Ms} ms, 32 in flight.`] : []),
    ...(crl
      ? [
          `Revocation list of ${crl.entries} entries (${(crl.bytes / 1e6).toFixed(1)} MB): made in ${crl.buildSeconds} s, served with p50 ${crl.serveP50Ms} ms, p99 ${crl.serveP99Ms} ms.`,
        ]
      : []),
    ...(cache ? [`Key in the cache: p50 ${cache.hitP50Ms} ms; key to be unwrapped first: ${cache.missP50Ms} ms (${cache.missCostMs} ms more).`] : []),
    ...(generation
      ? [
          `While RSA-4096 keys are made (${generation.keysMade}): p99 ${generation.disturbedP99Ms} ms against ${generation.quietP99Ms} ms, ratio ${generation.ratio}.`,
        ]
      : []),
    ...(flat ? [`With ${flat.records} binding records: p99 ${flat.disturbedP99Ms} ms against ${flat.quietP99Ms} ms with 1000, ratio ${flat.ratio}.`] : []),
    ...(soak
      ? [
          `Memory of the SAM over ${soak.signatures} signatures: between ${(Math.min(...bytes) / MIB).toFixed(0)} and ${(Math.max(...bytes) / MIB).toFixed(0)} MiB, at the end ${((bytes.at(-1) ?? 0) / MIB).toFixed(0)} MiB.`,
        ]
      : []),
    ...(audit
      ? [
          `Audit log of ${audit.events} events: ${audit.ingestPerSecond} events/s from the stream to a committed leaf over ${audit.ingestSeconds} s (the slowest tenth of the time ${audit.ingestSlowestPerSecond}/s).`,
          `Search in it, p95: by credential ${audit.search.credentialP95Ms} ms, by digest ${audit.search.digestP95Ms} ms, by time ${audit.search.timeP95Ms} ms, by client (the most frequent) ${audit.search.clientP95Ms} ms. Inclusion proof p95 ${audit.proofP95Ms} ms.`,
          `Look at the whole of it: ${audit.checkSeconds} s, ${audit.checkFaults} faults. Memory of audit between ${(audit.rssLeast / MIB).toFixed(0)} and ${(audit.rssMost / MIB).toFixed(0)} MiB; its database ${(audit.databaseBytes / 2 ** 30).toFixed(1)} GiB.`,
        ]
      : []),
    ...failures.map((failure) => `Not measured, because a request failed: ${failure}.`),
  ];
}

/** All of it, for the terminal. */
export function describeResult(rows: readonly BenchRow[], facts: BenchFacts): string {
  return `\n${rowsAsTable(rows)}\n\n${factsAsLines(facts).join('\n')}\n`;
}

function table(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...lines].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(3, ...all.map((line) => line[column]?.length ?? 0)));
  const row = (line: readonly string[]): string => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [row(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(row)].join('\n');
}

/** Three digits are what two runs agree on. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
