/** A call of the token that did not come back in time. It may still: until `settled`, its session is not free. */
export class Overdue extends Error {
  override readonly name = 'Overdue';

  constructor(readonly settled: Promise<void>) {
    super('a call of the token does not come back');
  }
}

/** The work's result, or Overdue when it takes too long. */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Overdue(settled)), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
