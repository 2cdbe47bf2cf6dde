/** What a process needs to be ready: each part says so, or throws. */
export class Readiness {
  private readonly parts = new Map<string, () => Promise<void>>();
  private readonly notes: (() => string | undefined)[] = [];
  private stopping = false;

  /** Adds a part, such as `database` or `token`; `check` resolves if it answers. */
  add(name: string, check: () => Promise<void>): void {
    this.parts.set(name, check);
  }

  /** Something an operator should know of a process that is ready all the same. */
  remark(note: string | (() => string | undefined)): void {
    this.notes.push(typeof note === 'string' ? () => note : note);
  }

  /** All remarks. */
  get remarks(): readonly string[] {
    return this.notes.flatMap((note) => note() ?? []);
  }

  /** From here on the process is not ready, whatever its parts say. */
  stop(): void {
    this.stopping = true;
  }

  /** Whether it takes nothing new any more. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** What the process says of itself to whoever decides where requests go. */
  async tell(): Promise<{ readonly isReady: boolean; readonly answer: Readonly<Record<string, string | readonly string[]>> }> {
    const missing = await this.missing();
    if (missing.length > 0) return { isReady: false, answer: { status: 'not ready', missing } };
    const { remarks } = this;
    return { isReady: true, answer: { status: 'ready', ...(remarks.length > 0 && { remarks }) } };
  }

  /** Names of the parts that do not answer within two seconds. */
  async missing(): Promise<string[]> {
    const checks = [...this.parts].map(async ([name, check]) => ((await this.answers(check)) ? [] : [name]));
    const missing = (await Promise.all(checks)).flat();
    return this.stopping ? ['stopping', ...missing] : missing;
  }

  private async answers(check: () => Promise<void>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), 2_000)));
    try {
      return await Promise.race([check().then(() => true), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
