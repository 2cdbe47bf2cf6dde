/**
 * What each replica does for itself at its start and regularly from then on, one turn at a time however long it takes. What must run once over all
 * replicas is one of `Rounds`. The work answers for its own failures.
 */
export class Repeated {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  begin(): void {
    this.turn();
    this.timer = setInterval(() => this.turn(), this.everyMs).unref();
  }

  /** Begins no further turn and waits for the one at hand. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private turn(): void {
    this.running ??= this.work().finally(() => (this.running = undefined));
  }
}
