const DAY_MS = 86_400_000;

/** How long a backup of the database lives: the operator's word, since nothing here knows. */
export class BackupLife {
  constructor(readonly days = 35) {}

  /** When the last backup ends that was made by then. */
  until(made: Date): Date {
    return new Date(made.getTime() + this.days * DAY_MS);
  }
}
