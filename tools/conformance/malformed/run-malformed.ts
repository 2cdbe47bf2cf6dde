import { textsOf } from '../expect.ts';
import { Probe, type Setting } from '../service/probe.ts';
import type { Version } from '../statement.ts';
import { malformedCall, malformedForm, type Aim, type Malformed } from './make-request.ts';
import { Random } from './random.ts';
import { sendRaw, type RawAnswer } from './raw-request.ts';
import { residentMemory } from './resident-memory.ts';

/** How many to send, and to what. */
export interface MalformedPlan {
  readonly setting: Setting;
  readonly versions: readonly Version[];
  readonly count: number;
  readonly seed: number;
  readonly metrics?: string;
}

/** What came of it. */
export interface MalformedReport {
  readonly isSound: boolean;
  /** The gateway holds more than it may. */
  readonly hasGrown: boolean;
  readonly text: string;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const AT_ONCE = 8;
/** Share of requests after which the memory is looked at first: caches and buffers have their size by then. */
const WARM = 0.25;
/** Bytes by which the gateway's resident memory may grow from there to the end. */
export const MOST_GROWTH = 64 * 1024 * 1024;

/** Sends malformed requests and looks at every answer: an error in JSON of a status that means it, soon, and no growth of memory. */
export async function runMalformed({ setting, versions, count, seed, metrics }: MalformedPlan): Promise<MalformedReport> {
  const aim = await aimAt(setting, versions);
  const random = new Random(seed);
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  let slowest = 0;
  const judge = (request: Malformed, answer: RawAnswer): void => {
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    slowest = Math.max(slowest, answer.ms);
    const problem = problemWith(request, answer);
    if (problem !== undefined) wrong.push(`${request.how}: ${problem}`);
  };

  const warm = Math.floor(count * WARM);
  await inParallel(makeRequests(aim, random, warm), judge, wrong);
  const before = await residentMemory(metrics ?? setting.gateway);
  await inParallel(makeRequests(aim, random, count - warm), judge, wrong);
  const after = await residentMemory(metrics ?? setting.gateway);
  const growth = before === undefined || after === undefined ? undefined : after - before;
  const hasGrown = growth !== undefined && growth > MOST_GROWTH;
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
  const memory =
    growth === undefined ? 'memory: no metrics to be read' : `memory of the gateway: ${mebibytes(growth)} more (at most ${mebibytes(MOST_GROWTH)})`;
  const counts = Object.entries(statuses).map(([status, times]) => `${status}: ${times}`);
  const lines = [
    ...[...new Set(wrong)].slice(0, 40).map((one) => `  ✗ ${one}`),
    `${count} requests, seed ${seed}: ${wrong.length} wrong answers`,
    counts.join(', '),
    `slowest answer: ${slowest} ms`,
    memory,
  ];
  return { isSound: wrong.length === 0 && !hasGrown, hasGrown, text: lines.join('\n'), statuses, wrong };
}

/** Why an answer is not one that a malformed request may get. */
export function problemWith(
  { mayPass, isUnimplemented = false, request }: Pick<Malformed, 'mayPass' | 'isUnimplemented' | 'request'>,
  { status, contentType, body }: RawAnswer,
): string | undefined {
  if (status >= 200 && status < 300) return mayPass ? undefined : `${status} for what cannot be right`;
  const said = `${status} ${contentType} ${JSON.stringify(body.slice(0, 120))}`;
  if ((status < 400 || status > 499) && !(status === 501 && isUnimplemented)) return said;
  if (request.verb === 'HEAD') return undefined;
  try {
    const { error } = JSON.parse(body) as { readonly error?: unknown };
    return typeof error === 'string' && contentType.startsWith('application/json') ? undefined : `no error in JSON: ${said}`;
  } catch {
    return `no JSON: ${said}`;
  }
}

/** Made as they are sent: all of them together would not fit into memory. */
function* makeRequests(aim: Aim, random: Random, count: number): Generator<Malformed> {
  for (let made = 0; made < count; made += 1) yield (random.next() < 0.15 ? malformedForm(aim, random) : undefined) ?? malformedCall(aim, random);
}

async function inParallel(rest: Iterable<Malformed>, judge: (request: Malformed, answer: RawAnswer) => void, wrong: string[]): Promise<void> {
  const send = async (): Promise<void> => {
    for (const one of rest) {
      try {
        judge(one, await sendRaw(one.origin, one.request));
      } catch (error) {
        wrong.push(`${one.how}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
}

async function aimAt(setting: Setting, versions: readonly Version[]): Promise<Aim> {
  const probes = versions.map((version): [Version, Probe] => [version, new Probe(version, setting)]);
  const tokens = await Promise.all(probes.map(async ([version, probe]) => [version, await probe.clientToken()] as const));
  const servers = await Promise.all(probes.map(async ([version, probe]) => [version, new URL((await probe.door()).endpoints.issuer)] as const));
  const offered = await Promise.all(probes.map(async ([version, probe]) => [version, textsOf(await probe.info(), 'methods')] as const));
  return {
    offered: Object.fromEntries(offered),
    gateway: new URL(setting.gateway),
    versions,
    tokens: Object.fromEntries(tokens),
    servers: Object.fromEntries(servers),
    client: setting.fixtures.clients.A,
  };
}
