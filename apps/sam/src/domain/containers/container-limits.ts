import { ServiceError, type ContainerLimits } from '@paraph/contracts';
import { digestAlgorithmByOid } from '@paraph/kernel';

type Hours = NonNullable<ContainerLimits['hours']>;

/** Whether the hour of UTC of this moment is one of those: from the first to before the second, around midnight where the first is later. */
export function isWithin({ from, to }: Hours, now: Date): boolean {
  const hour = now.getUTCHours();
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** Whether limits say something that can be kept. @throws `request.invalid` */
export function requireSoundLimits({ hours, digestAlgorithms = [] }: ContainerLimits): void {
  // From an hour to itself is the whole day to one reader and nothing to another.
  if (hours && (hours.from === hours.to || hours.from === hours.to % 24))
    throw new ServiceError('request.invalid', 'limits.hours: expected some hours of the day');
  if (new Set(digestAlgorithms).size < digestAlgorithms.length) throw new ServiceError('request.invalid', 'limits.digestAlgorithms: expected each once');
  if (digestAlgorithms.some((oid) => !digestAlgorithmByOid(oid)))
    throw new ServiceError('request.invalid', 'limits.digestAlgorithms: expected digest algorithms that are signed over');
}

/** Limits in the words that approvers read. */
export function limitsInWords({ perDay, hours, digestAlgorithms }: ContainerLimits): {
  readonly perDay: string;
  readonly hours: string;
  readonly digests: string;
} {
  const digests = (digestAlgorithms ?? []).map((oid) => digestAlgorithmByOid(oid)?.algorithm ?? oid);
  return {
    perDay: String(perDay),
    hours: hours ? `${clock(hours.from)}–${clock(hours.to)} UTC` : '–',
    digests: digests.length === 0 ? '–' : digests.join(' '),
  };
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
